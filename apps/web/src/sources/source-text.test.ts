import { expect, test } from 'vitest';
import { testRun } from '../runs/test-run.ts';
import { describeNextStart, listWaiting } from './source-text.ts';

const now = new Date('2026-11-29T00:00:00Z');
const schedule = {
  cron: '0 2 * * *',
  deltaCron: null,
  zone: 'Europe/Belgrade',
  jitterSeconds: 0,
  missed: 'run-once' as const,
  since: '2026-11-01T00:00:00Z',
  setBy: 'admin',
};

test('a source tells when its next run starts', () => {
  const tell = (nextStartAt: string | null) => describeNextStart({ schedule, nextStartAt }, now);

  expect(tell('2026-11-29T01:00:00Z')).toBe('The next run starts in 1 hour');
  expect(tell('2026-11-28T22:00:00Z')).toBe('The next run was due 2 hours ago');
  expect(describeNextStart({ schedule: null, nextStartAt: null }, now)).toBe('Runs start by hand only');
});

test('of runs only those wait that wait for somebody', () => {
  const runs = [
    testRun({ id: 'waiting', state: 'waiting', held: 3 }),
    testRun({ id: 'tried', state: 'planned', held: 3, dry: true }),
    testRun({ id: 'over', state: 'applied', held: 0 }),
    testRun({ id: 'cancelled', state: 'cancelled', held: 3 }),
  ];

  expect(listWaiting(runs).map(({ id }) => id)).toEqual(['waiting']);
});
