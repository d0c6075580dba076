import { expect, test } from 'vitest';
import { noCounts, testRun } from '../runs/test-run.ts';
import { markLegend, toRunMarks } from './run-marks.ts';

test('runs go from the oldest to the newest, and those only tried stand apart', () => {
  const runs = [
    testRun({ id: 'c', startedAt: '2026-11-23T01:00:00Z' }),
    testRun({ id: 'b', startedAt: '2026-11-22T01:00:00Z', dry: true, state: 'planned' }),
    testRun({ id: 'a', startedAt: '2026-11-21T01:00:00Z' }),
  ];

  const { live, dry } = toRunMarks(runs);

  expect(live.map(({ id }) => id)).toEqual(['a', 'c']);
  expect(dry.map(({ id, shape }) => [id, shape])).toEqual([['b', 'full']]);
});

test('each state has a shape of its own beside its colour', () => {
  const shapesOf = (['applied', 'waiting', 'failed', 'open'] as const).map(
    (state) => toRunMarks([testRun({ state })]).live[0]?.shape,
  );

  expect(shapesOf).toEqual(['full', 'half', 'cross', 'ring']);
  expect(new Set(markLegend.map(({ shape }) => shape)).size).toBe(4);
});

test('a mark says what came of its run', () => {
  const counts = { ...noCounts, update: 3, retire: 30 };
  const run = testRun({ state: 'waiting', held: 30, counts, undone: 'done' });

  expect(toRunMarks([run]).live[0]?.text).toMatch(
    /^2026-11-2\d \d\d:00, full, waiting · undone · 3 updated, 30 retired · 30 wait$/,
  );
});
