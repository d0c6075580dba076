import { expect, test } from 'vitest';
import {
  describeDeltas,
  describeJitter,
  describeMissed,
  describeTimes,
  fromScheduleDraft,
  type Schedule,
  toScheduleDraft,
} from './schedule-text.ts';

const standing: Schedule = {
  cron: '0 2 * * *',
  deltaCron: '*/15 * * * *',
  zone: 'Europe/Belgrade',
  jitterSeconds: 600,
  missed: 'skip',
  since: '2026-11-01T00:00:00Z',
  setBy: 'admin',
};

test('times are told in words, or as they were written', () => {
  expect(describeTimes(standing)).toBe('Every day at 02:00, by the clock of Europe/Belgrade');
  expect(describeTimes({ cron: '0 2 L * *', zone: 'UTC' })).toBe(
    'At the times of “0 2 L * *”, by the clock of UTC',
  );
});

test('the times of deltas are told, and that there are none', () => {
  expect(describeDeltas(standing)).toBe(
    'Every 15 minutes, by the clock of Europe/Belgrade: only what has changed is read; at a time of both, everything',
  );
  expect(describeDeltas({ ...standing, deltaCron: null })).toBe('None: every run reads everything');
});

test('a delay is told in its largest whole unit', () => {
  expect([0, 60, 90, 600, 7200].map(describeJitter)).toEqual([
    'Runs start exactly then',
    'Each starts up to 1 minute later, by a delay of this source’s own',
    'Each starts up to 90 seconds later, by a delay of this source’s own',
    'Each starts up to 10 minutes later, by a delay of this source’s own',
    'Each starts up to 2 hours later, by a delay of this source’s own',
  ]);
  expect(describeMissed('skip')).toMatch(/left out/);
});

test('a draft begins with what stands and comes back to it', () => {
  const { since: _since, setBy: _setBy, ...sent } = standing;

  expect(fromScheduleDraft(toScheduleDraft(standing, 'UTC'))).toEqual(sent);
  expect(fromScheduleDraft(toScheduleDraft(null, 'UTC'))).toBeNull();
  const draft = { ...toScheduleDraft(standing, 'UTC'), deltaCron: ' ' };
  expect(fromScheduleDraft(draft)).toEqual({ ...sent, deltaCron: null });
});

test('a delay that is no whole number is not sent', () => {
  const draft = toScheduleDraft(standing, 'UTC');

  expect(
    ['', '1.5', '-1', 'soon'].map((jitterSeconds) => fromScheduleDraft({ ...draft, jitterSeconds })),
  ).toEqual([undefined, undefined, undefined, undefined]);
});
