import { describe, expect, test } from 'vitest';
import {
  decideNextStep,
  findMissedSlot,
  findNextStarts,
  type NextStep,
  type ScheduledSource,
} from './decide.ts';
import { isSameSchedule, type Schedule, type SlotMode, startOfSlot } from './schedule.ts';

// Full runs every night at two, deltas every half hour.
const schedule: Schedule = {
  ...{ cron: '0 2 * * *', deltaCron: '*/30 * * * *', zone: 'UTC' },
  ...{ jitterSeconds: 0, missed: 'run-once' },
};

/** A source up to when full runs and runs of either kind make up for its times. */
function known(full: string, either: string, more: Partial<Schedule> = {}): ScheduledSource {
  return {
    source: 'ocs',
    schedule: { ...schedule, ...more },
    since: new Date('2026-01-01T00:00:00Z'),
    coveredUntil: new Date(full),
    deltasCoveredUntil: new Date(either),
  };
}

function decide(of: ScheduledSource, now: string): string {
  return format(decideNextStep(of, new Date(now)));
}

function format(step: NextStep): string {
  if (step.action === 'run') return `${step.mode} ${step.slot.toISOString()}${step.isLate ? ' late' : ''}`;
  const skipped = step.skipped === undefined ? '' : ` skipped ${step.skipped.toISOString()}`;
  return `wait ${step.until?.toISOString() ?? 'for ever'}${skipped}`;
}

const lastNight = '2026-06-01T02:00:00Z';

describe('a source with deltas', () => {
  test('reads what has changed at their times, and waits for the next time of either', () => {
    expect(decide(known(lastNight, lastNight), '2026-06-01T02:30:00Z')).toBe(
      'delta 2026-06-01T02:30:00.000Z',
    );
    expect(decide(known(lastNight, '2026-06-01T02:30:00Z'), '2026-06-01T02:31:00Z')).toBe(
      'wait 2026-06-01T03:00:00.000Z',
    );
    expect(
      decide(known(lastNight, '2026-06-02T00:30:00Z', { deltaCron: '30 0 * * *' }), '2026-06-02T01:00:00Z'),
    ).toBe('wait 2026-06-02T02:00:00.000Z');
  });

  test('is run whole at a time of both, with the delay that is that of both', () => {
    const jittered = known(lastNight, '2026-06-02T01:30:00Z', { jitterSeconds: 900 });
    const night = new Date('2026-06-02T02:00:00Z');
    const start = startOfSlot(jittered.schedule, 'ocs', night);

    expect(format(decideNextStep(jittered, new Date(start.getTime() - 1)))).toBe(
      `wait ${start.toISOString()}`,
    );
    expect(format(decideNextStep(jittered, start))).toBe('full 2026-06-02T02:00:00.000Z');
  });

  test('is not run a second time at a time of both when the full run is over', () => {
    const night = '2026-06-02T02:00:00Z';

    expect(decide(known(night, night), '2026-06-02T02:10:00Z')).toBe('wait 2026-06-02T02:30:00.000Z');
  });

  test('makes up for a full time with nothing but a full run, however many deltas there were since', () => {
    expect(decide(known(lastNight, '2026-06-02T08:30:00Z'), '2026-06-02T08:40:00Z')).toBe(
      'full 2026-06-02T02:00:00.000Z late',
    );
  });

  test('makes up for the delta that a long full run let pass, with one delta', () => {
    const longNight = known(lastNight, lastNight);

    expect(decide(longNight, '2026-06-01T03:40:00Z')).toBe('delta 2026-06-01T03:30:00.000Z late');
  });

  test('skips deltas that are late where the schedule says so, and says the full time first', () => {
    const skipping = { missed: 'skip', deltaCron: '0 * * * *' } as const;

    expect(decide(known(lastNight, lastNight, skipping), '2026-06-01T03:40:00Z')).toBe(
      'wait 2026-06-01T04:00:00.000Z skipped 2026-06-01T03:00:00.000Z',
    );
    expect(decide(known(lastNight, lastNight, skipping), '2026-06-02T02:40:00Z')).toBe(
      'wait 2026-06-02T03:00:00.000Z skipped 2026-06-02T02:00:00.000Z',
    );
  });

  test('without them is as it ever was', () => {
    const without = known(lastNight, '2026-06-01T02:30:00Z', { deltaCron: null });

    expect(decide(without, '2026-06-01T09:00:00Z')).toBe('wait 2026-06-02T02:00:00.000Z');
    expect(findNextStarts(without, new Date('2026-06-01T09:00:00Z')).delta).toBeNull();
    expect(isSameSchedule(schedule, without.schedule)).toBe(false);
  });
});

describe('a change of summer time', () => {
  const belgrade = { zone: 'Europe/Belgrade', cron: '30 2 * * *', deltaCron: '0,30 * * * *' };

  test('that leaves the hour of the full run out has it at the end of the gap, before the delta of that time', () => {
    const before = known('2026-03-28T01:30:00Z', '2026-03-29T00:30:00Z', belgrade);

    expect(decide(before, '2026-03-29T01:00:00Z')).toBe('full 2026-03-29T01:00:00.000Z');
    const after = known('2026-03-29T01:00:00Z', '2026-03-29T01:00:00Z', belgrade);
    expect(decide(after, '2026-03-29T01:20:00Z')).toBe('wait 2026-03-29T01:30:00.000Z');
  });

  test('that has the hour twice has the full run once, and deltas all the while', () => {
    const after = known('2026-10-25T00:30:00Z', '2026-10-25T00:30:00Z', belgrade);

    expect(decide(after, '2026-10-25T01:00:00Z')).toBe('delta 2026-10-25T01:00:00.000Z');
    const second = known('2026-10-25T00:30:00Z', '2026-10-25T01:00:00Z', belgrade);
    expect(decide(second, '2026-10-25T01:30:00Z')).toBe('delta 2026-10-25T01:30:00.000Z');
  });
});

describe('a clock that is set', () => {
  test('back runs neither kind of time again', () => {
    const covered = known('2026-06-02T02:00:00Z', '2026-06-02T02:30:00Z');

    expect(decide(covered, '2026-06-02T01:40:00Z')).toBe('wait 2026-06-02T02:00:00.000Z');
    expect(decide(covered, '2026-06-02T02:00:00Z')).toBe('wait 2026-06-02T02:30:00.000Z');
    expect(decide(covered, '2026-06-02T02:30:00Z')).toBe('wait 2026-06-02T03:00:00.000Z');
  });

  test('forward runs once for all that it jumped over, whole', () => {
    expect(decide(known(lastNight, lastNight), '2026-06-09T02:40:00Z')).toBe(
      'full 2026-06-09T02:00:00.000Z late',
    );
    expect(decide(known('2026-06-09T02:40:00Z', '2026-06-09T02:40:00Z'), '2026-06-09T02:50:00Z')).toBe(
      'wait 2026-06-09T03:00:00.000Z',
    );
  });

  test('right after deltas were years ahead does not keep them waiting for years', () => {
    expect(decide(known(lastNight, '2031-01-01T02:00:00Z'), '2026-06-01T02:30:00Z')).toBe(
      'delta 2026-06-01T02:30:00.000Z',
    );
  });
});

test('the next start of each kind is told apart, also of one that is due', () => {
  const starts = (full: string, either: string, now: string) => {
    const { full: whole, delta } = findNextStarts(known(full, either), new Date(now));
    return [whole?.toISOString(), delta?.toISOString()];
  };

  expect(starts(lastNight, '2026-06-01T02:30:00Z', '2026-06-01T02:40:00Z')).toEqual([
    '2026-06-02T02:00:00.000Z',
    '2026-06-01T03:00:00.000Z',
  ]);
  expect(starts(lastNight, '2026-06-02T02:30:00Z', '2026-06-02T02:40:00Z')).toEqual([
    '2026-06-02T02:00:00.000Z',
    '2026-06-02T03:00:00.000Z',
  ]);
});

test('a missed time is one of a full run whatever deltas there were, else one of a delta', () => {
  const find = (full: string, either: string, now: string) => {
    const missed = findMissedSlot(known(full, either), new Date(now), 15 * 60_000);
    return missed && `${missed.mode} ${missed.slot.toISOString()}`;
  };

  expect(find(lastNight, '2026-06-02T02:10:00Z', '2026-06-02T02:14:00Z')).toBeUndefined();
  expect(find(lastNight, '2026-06-02T02:10:00Z', '2026-06-02T02:15:00Z')).toBe(
    'full 2026-06-02T02:00:00.000Z',
  );
  expect(find(lastNight, '2026-06-01T03:00:00Z', '2026-06-01T03:45:00Z')).toBe(
    'delta 2026-06-01T03:30:00.000Z',
  );
  expect(find(lastNight, '2026-06-01T03:31:00Z', '2026-06-01T03:45:00Z')).toBeUndefined();
});

/** Always the same numbers from 0 up to 1 (the generator of Park and Miller). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

test.each([1, 2, 3, 4, 5])(
  'processes that restart at any moment, with clocks that are set, run each time once and lose no full one (%i)',
  (seed) => {
    const next = numbersFrom(seed);
    const ran: { mode: SlotMode; slot: string }[] = [];
    let [full, either] = [Date.parse(lastNight), Date.parse(lastNight)];
    const end = Date.parse('2026-06-08T01:00:00Z');
    // Every few minutes a process that knows nothing but what the CMDB says; one in twenty has a clock that was set back.
    for (let at = Date.parse(lastNight); at < end; at += next() * 14 * 60_000) {
      const now = next() < 0.05 ? at - next() * 55 * 60_000 : at;
      const instants = [full, either].map((each) => new Date(each).toISOString()) as [string, string];
      const step = decideNextStep(known(...instants, { jitterSeconds: 600 }), new Date(now));
      if (step.action !== 'run' || next() < 0.3) continue; // a run that dies makes up for nothing
      ran.push({ mode: step.mode, slot: step.slot.toISOString() });
      // a delta that has to read everything is a full run
      if (step.mode === 'full' || next() < 0.02) full = Math.max(full, step.slot.getTime());
      either = Math.max(either, step.slot.getTime());
    }

    expect(new Set(ran.map(({ slot }) => slot)).size).toBe(ran.length);
    const nights = ran.filter(({ mode }) => mode === 'full').map(({ slot }) => slot.slice(0, 13));
    expect(nights).toEqual(['02', '03', '04', '05', '06', '07'].map((day) => `2026-06-${day}T02`));
    expect(ran.length - nights.length).toBeGreaterThan(150);
  },
);
