import { describe, expect, test } from 'vitest';
import type { ComparedCard } from '../api/types.ts';
import { findRunBefore, groupCompared } from './compare-text.ts';
import { testRun } from './test-run.ts';

type Step = ComparedCard['one'][number];

const ram = (value: number): Step => ({
  action: 'update',
  differences: [{ attribute: 'RAM', old: 1, new: value }],
});
const plain = (action: Step['action']): Step => ({ action, differences: [] });

function compared(key: string, one: Step[], other: Step[], className = 'Computer'): ComparedCard {
  return { class: className, key, one, other };
}

function tell(cards: readonly ComparedCard[]): string[] {
  return groupCompared(cards, (name) => name).map(({ sentence }) => sentence);
}

describe('what two plans treat differently', () => {
  test('is told group by group, what ends cards first', () => {
    const cards = [
      compared('A', [ram(2)], []),
      compared('B', [ram(2)], []),
      compared('C', [plain('retire')], []),
      compared('D', [], [plain('create')]),
      compared('C/1', [plain('retire')], [plain('update')], 'Memory'),
    ];

    expect(tell(cards)).toEqual([
      'This run retires 1 Computer that the run before left as it was.',
      'This run retires 1 Memory that the run before changed.',
      'This run changes 2 Computer that the run before left as it was.',
      'This run leaves 1 Computer as it is that the run before created.',
    ]);
  });

  test('may be the same step with another value', () => {
    expect(tell([compared('A', [ram(2)], [ram(3)])])).toEqual([
      'This run changes 1 Computer otherwise than the run before.',
    ]);
  });

  test('may be several steps of one card', () => {
    expect(tell([compared('A', [plain('relate'), ram(2)], [plain('quarantine')])])).toEqual([
      'This run changes and relates 1 Computer that the run before could not identify.',
    ]);
  });
});

test('a run is compared with the latest one before it that has a plan of the same kind', () => {
  const run = testRun({ id: 'now', startedAt: '2026-11-25T01:00:00Z', state: 'waiting' });
  const runs = [
    testRun({ id: 'later', startedAt: '2026-11-26T01:00:00Z' }),
    run,
    testRun({ id: 'failed', startedAt: '2026-11-24T01:00:00Z', state: 'abandoned' }),
    testRun({ id: 'delta', startedAt: '2026-11-23T01:00:00Z', mode: 'delta' }),
    testRun({ id: 'before', startedAt: '2026-11-22T01:00:00Z' }),
    testRun({ id: 'older', startedAt: '2026-11-21T01:00:00Z' }),
  ];

  expect(findRunBefore(run, runs)?.id).toBe('before');
  expect(findRunBefore(testRun({ id: 'older', startedAt: '2026-11-21T01:00:00Z' }), runs)).toBeUndefined();
});
