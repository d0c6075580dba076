import { describe, expect, test } from 'vitest';
import type { ListedRun } from '../submit/runs-client.ts';
import { outcomeOf } from './run-outcome.ts';
import { formatAge, formatStatus, toSourceStatus, worstOutcome } from './source-status.ts';

const counts = {
  ...{ create: 0, update: 0, retire: 0, relate: 0, unrelate: 0, handover: 0, keep: 0, unchanged: 0 },
  ...{ quarantine: 0, failed: 0 },
};
const now = new Date('2026-03-04T05:00:00.000Z');

function run(id: string, state: ListedRun['state'], more: Partial<ListedRun> = {}): ListedRun {
  const startedAt = '2026-03-04T02:00:00.000Z';
  const base = {
    id,
    source: 'ocs',
    mode: 'full',
    startedAt,
    finishedAt: null,
    startedBy: 'connector',
  } as const;
  return { ...base, state, dry: false, counts, held: 0, ...more };
}

function statusOf(...runs: ListedRun[]) {
  const full = runs.find(({ mode, state }) => mode === 'full' && state === 'applied');
  const lastGoodFull = full === undefined ? null : { id: full.id, at: full.startedAt };
  const held = runs.reduce((sum, { state, held }) => sum + (state === 'waiting' ? held : 0), 0);
  return toSourceStatus('ocs', runs, { held, quarantined: 0, lastGoodFull }, now);
}

describe('how a source stands', () => {
  test('is well when its latest run wrote what it may', () => {
    const status = statusOf(
      run('b', 'applied', { finishedAt: '2026-03-04T03:00:00.000Z' }),
      run('a', 'failed'),
    );

    expect(status.outcome).toBe('applied');
    expect(status.lastGood).toEqual({ id: 'b', at: '2026-03-04T03:00:00.000Z', ageSeconds: 7_200 });
  });

  test('is failed when the latest run that ended wrote nothing, and still knows the last good one', () => {
    const status = statusOf(run('c', 'open'), run('b', 'abandoned'), run('a', 'applied'));

    expect(status.outcome).toBe('failed');
    expect(status.lastGood?.id).toBe('a');
  });

  test('is waiting when a run holds something back', () => {
    const status = statusOf(run('b', 'applied'), run('a', 'waiting', { held: 3 }));

    expect(status).toMatchObject({ outcome: 'waiting', held: 3 });
  });

  test('does not depend on dry or cancelled runs', () => {
    const status = statusOf(run('c', 'planned', { dry: true }), run('b', 'cancelled'), run('a', 'applied'));

    expect(status).toMatchObject({ outcome: 'applied', lastGood: { id: 'a' } });
  });

  test('is well when it has had none, and says so', () => {
    const status = statusOf();

    expect(status).toMatchObject({ outcome: 'applied', lastGood: null });
    expect(formatStatus(status)[0]).toBe('ocs: last good run none yet');
  });

  test('tells how old the last good full run is where deltas came after it', () => {
    const delta = { mode: 'delta', startedAt: '2026-03-04T04:56:00.000Z' } as const;
    const status = statusOf(run('b', 'applied', delta), run('a', 'applied'));

    expect(status).toMatchObject({ lastGood: { id: 'b' }, lastGoodFull: { id: 'a', ageSeconds: 10_800 } });
    expect(formatStatus(status).slice(0, 2)).toEqual([
      'ocs: last good run 2026-03-04T04:56:00.000Z, 4 min ago',
      '  last good full run 2026-03-04T02:00:00.000Z, 3 h 0 min ago',
    ]);
    expect(formatStatus(statusOf(run('a', 'applied'))).join()).not.toContain('full run 2026');
  });

  test('has no negative age when clocks differ', () => {
    const status = statusOf(run('a', 'applied', { finishedAt: '2026-03-04T05:00:09.000Z' }));

    expect(status.lastGood?.ageSeconds).toBe(0);
  });
});

test('the status of several sources is that of the worst', () => {
  expect(worstOutcome([])).toBe('applied');
  expect(worstOutcome([{ outcome: 'applied' }, { outcome: 'waiting' }])).toBe('waiting');
  expect(worstOutcome([{ outcome: 'waiting' }, { outcome: 'failed' }])).toBe('failed');
});

test.each([
  [5, '5 s'],
  [240, '4 min'],
  [3_660, '1 h 1 min'],
  [97_200, '1 d 3 h'],
])('an age of %i seconds reads %s', (seconds, text) => {
  expect(formatAge(seconds)).toBe(text);
});

test.each([
  ['applied', 0, 0, 0, 'applied'],
  ['waiting', 2, 0, 0, 'waiting'],
  ['waiting', 2, 0, 1, 'applied with faults'],
  ['applied', 0, 1, 0, 'applied with faults'],
  ['failed', 0, 4, 0, 'failed'],
  ['cancelled', 0, 0, 0, 'failed'],
] as const)(
  'a run that is %s with %i held, %i failed, %i faulty ends as %s',
  (state, held, failed, faulty, as) => {
    expect(outcomeOf({ state, held, counts: { ...counts, failed } }, faulty)).toBe(as);
  },
);
