import { describe, expect, test } from 'vitest';
import { decideNextStep, findMissedSlot, type NextStep, type ScheduledSource } from './decide.ts';
import type { Schedule } from './schedule.ts';

const nightly: Schedule = {
  cron: '0 2 * * *',
  deltaCron: null,
  zone: 'UTC',
  jitterSeconds: 0,
  missed: 'run-once',
};

/** A source up to when full runs make up for its times, and runs of either kind for those of its deltas. */
function known(
  covered: string | null,
  more: Partial<Schedule> = {},
  deltasCovered = covered,
): ScheduledSource {
  return {
    source: 'ocs',
    schedule: { ...nightly, ...more },
    since: new Date('2026-01-01T00:00:00Z'),
    coveredUntil: covered === null ? null : new Date(covered),
    deltasCoveredUntil: deltasCovered === null ? null : new Date(deltasCovered),
  };
}

function decide(of: ScheduledSource, now: string): string {
  return format(decideNextStep(of, new Date(now)));
}

function format(step: NextStep): string {
  const kind = step.action === 'run' && step.mode === 'delta' ? 'delta' : 'run';
  if (step.action === 'run') return `${kind} ${step.slot.toISOString()}${step.isLate ? ' late' : ''}`;
  const skipped = step.skipped === undefined ? '' : ` skipped ${step.skipped.toISOString()}`;
  return `wait ${step.until?.toISOString() ?? 'for ever'}${skipped}`;
}

const lastNight = '2026-06-01T02:00:00Z';

describe('a source', () => {
  test('waits for its next time once this one has had its run', () => {
    expect(decide(known(lastNight), '2026-06-01T02:07:00Z')).toBe('wait 2026-06-02T02:00:00.000Z');
  });

  test('is run when its time has come, and not a moment earlier', () => {
    expect(decide(known(lastNight), '2026-06-02T01:59:59.999Z')).toBe('wait 2026-06-02T02:00:00.000Z');
    expect(decide(known(lastNight), '2026-06-02T02:00:00Z')).toBe('run 2026-06-02T02:00:00.000Z');
  });

  test('starts later than its time by its jitter', () => {
    const jittered = known(lastNight, { jitterSeconds: 3_600 });
    const before = decideNextStep(jittered, new Date('2026-06-02T02:00:00Z'));
    if (before.action !== 'wait' || before.until === null) throw new Error('must wait');

    expect(before.until.getTime()).toBeGreaterThan(Date.parse('2026-06-02T02:00:00Z'));
    expect(format(decideNextStep(jittered, before.until))).toBe('run 2026-06-02T02:00:00.000Z');
  });

  test('that a person has run since its time is not run again', () => {
    expect(decide(known('2026-06-02T08:12:00Z'), '2026-06-02T09:00:00Z')).toBe(
      'wait 2026-06-03T02:00:00.000Z',
    );
  });

  test('that is new has missed nothing', () => {
    const since = { ...known(null), since: new Date('2026-06-01T12:00:00Z') };

    expect(decide(since, '2026-06-01T12:00:01Z')).toBe('wait 2026-06-02T02:00:00.000Z');
    expect(decide(since, '2026-06-02T02:00:01Z')).toBe('run 2026-06-02T02:00:00.000Z');
  });
});

describe('times that were missed', () => {
  test('are made up for by one run', () => {
    const run = decide(known('2026-05-28T02:00:00Z'), '2026-06-01T09:00:00Z');

    expect(run).toBe('run 2026-06-01T02:00:00.000Z late');
    expect(decide(known(lastNight), '2026-06-01T09:10:00Z')).toBe('wait 2026-06-02T02:00:00.000Z');
  });

  test('are left alone where the schedule says so, and a short delay is none', () => {
    const skipping = known('2026-05-28T02:00:00Z', { missed: 'skip' });

    expect(decide(skipping, '2026-06-01T09:00:00Z')).toBe(
      'wait 2026-06-02T02:00:00.000Z skipped 2026-06-01T02:00:00.000Z',
    );
    expect(decide(skipping, '2026-06-01T02:04:00Z')).toBe('run 2026-06-01T02:00:00.000Z');
  });
});

describe('a change of summer time', () => {
  const halfPastTwo = { cron: '30 2 * * *', zone: 'Europe/Belgrade' };

  test('runs a night without that hour once', () => {
    const before = known('2026-03-28T01:30:00Z', halfPastTwo);

    expect(decide(before, '2026-03-29T00:45:00Z')).toBe('wait 2026-03-29T01:00:00.000Z');
    expect(decide(before, '2026-03-29T01:00:00Z')).toBe('run 2026-03-29T01:00:00.000Z');
    const after = known('2026-03-29T01:00:00Z', halfPastTwo);
    expect(decide(after, '2026-03-29T01:45:00Z')).toBe('wait 2026-03-30T00:30:00.000Z');
  });

  test('runs a night with that hour twice once', () => {
    const before = known('2026-10-24T00:30:00Z', halfPastTwo);
    const after = known('2026-10-25T00:30:00Z', halfPastTwo);

    expect(decide(before, '2026-10-25T00:30:00Z')).toBe('run 2026-10-25T00:30:00.000Z');
    expect(decide(after, '2026-10-25T01:30:00Z')).toBe('wait 2026-10-26T01:30:00.000Z');
  });
});

describe('a clock that is set', () => {
  test('back does not run the same time again', () => {
    const covered = known('2026-06-02T02:00:00Z');

    expect(decide(covered, '2026-06-02T01:10:00Z')).toBe('wait 2026-06-02T02:00:00.000Z');
    expect(decide(covered, '2026-06-02T02:00:00Z')).toBe('wait 2026-06-03T02:00:00.000Z');
  });

  test('forward runs once for all that it jumped over', () => {
    expect(decide(known(lastNight), '2026-06-09T02:30:00Z')).toBe('run 2026-06-09T02:00:00.000Z late');
  });

  test('right after it was years ahead does not keep the source waiting for years', () => {
    expect(decide(known('2031-01-01T02:00:00Z'), '2026-06-01T02:00:00Z')).toBe(
      'run 2026-06-01T02:00:00.000Z',
    );
  });
});

test('a process that restarts at any moment runs each night once', () => {
  let covered = lastNight;
  const ran: string[] = [];
  // Every 7 minutes a process that knows nothing but what the CMDB says.
  for (let at = Date.parse(lastNight); at < Date.parse('2026-06-08T00:00:00Z'); at += 7 * 60_000) {
    const step = decideNextStep(known(covered), new Date(at));
    if (step.action !== 'run') continue;
    covered = step.slot.toISOString();
    ran.push(covered.slice(0, 10));
  }

  expect(ran).toEqual(['02', '03', '04', '05', '06', '07'].map((day) => `2026-06-${day}`));
});

describe('a missed time', () => {
  const minutes = (count: number) => count * 60_000;

  test('is one once its grace is over, until a run has made up for it', () => {
    const find = (covered: string | null, now: string) =>
      findMissedSlot(known(covered), new Date(now), minutes(15))?.slot.toISOString();

    expect(find(lastNight, '2026-06-02T02:14:59Z')).toBeUndefined();
    expect(find(lastNight, '2026-06-02T02:15:00Z')).toBe('2026-06-02T02:00:00.000Z');
    expect(find(lastNight, '2026-06-04T02:05:00Z')).toBe('2026-06-03T02:00:00.000Z');
    expect(find('2026-06-02T02:16:00Z', '2026-06-02T02:17:00Z')).toBeUndefined();
  });

  test('is none during its jitter', () => {
    const jittered = known(lastNight, { jitterSeconds: 6 * 3_600 });
    const next = decideNextStep(jittered, new Date('2026-06-02T02:00:00Z'));
    if (next.action !== 'wait' || next.until === null) throw new Error('must wait');
    const due = next.until.getTime() + minutes(15);

    expect(findMissedSlot(jittered, new Date(due - 1), minutes(15))).toBeUndefined();
    expect(findMissedSlot(jittered, new Date(due), minutes(15))?.slot.toISOString()).toBe(
      '2026-06-02T02:00:00.000Z',
    );
  });
});
