import { describe, expect, test } from 'vitest';
import { reasonOf } from './doubt.ts';
import { findUnidentified, type RecordHead } from './identity.ts';

function head(seq: number, key: string, evidence: RecordHead['evidence'] = null): RecordHead {
  return { seq, class: 'Computer', key, evidence };
}

describe('identifying the records of a run', () => {
  test.each(['', '  ', 'NA', 'na', 'LOST', ' Lost '])('the key %j is no key', (key) => {
    expect([...findUnidentified([head(1, key), head(2, 'PC-1')]).keys()]).toEqual([1]);
  });

  test('a key that occurs twice makes both records doubtful', () => {
    const doubts = findUnidentified([head(1, 'PC-1'), head(2, ' PC-1 '), head(3, 'PC-2')]);

    expect([...doubts.keys()]).toEqual([1, 2]);
    expect(doubts.get(1)).toEqual({ kind: 'doubled-key', key: 'PC-1', times: 2 });
  });

  test('the same key in two classes is two keys', () => {
    expect(findUnidentified([head(1, 'X-1'), { ...head(2, 'X-1'), class: 'Monitor' }]).size).toBe(0);
  });

  test('the same hardware under two keys makes both doubtful', () => {
    const doubts = findUnidentified([
      head(1, 'PC-1', { serial: 'CZ3-1200' }),
      head(2, 'PC-2', { serial: 'cz3-1200' }),
    ]);

    const keys = ['PC-1', 'PC-2'];
    expect(doubts.get(2)).toEqual({ kind: 'shared-hardware', by: 'serial', value: 'CZ3-1200', keys });
    expect(doubts.has(1)).toBe(true);
  });

  test('the same junk under two keys is no evidence', () => {
    const junk = { serial: 'To Be Filled By O.E.M.', uuid: '00000000-0000-0000-0000-000000000000' };

    expect(findUnidentified([head(1, 'PC-1', junk), head(2, 'PC-2', junk)]).size).toBe(0);
  });

  test('hardware seen with and without a key leaves the one with the key alone', () => {
    const doubts = findUnidentified([head(1, 'NA', { serial: 'S-77' }), head(2, 'PC-2', { serial: 'S-77' })]);

    expect([...doubts.keys()]).toEqual([1]);
  });
});

describe('a doubt is told to people', () => {
  test.each([
    [{ kind: 'no-key', key: '' }, 'The key is empty'],
    [{ kind: 'no-key', key: 'NA' }, 'The key NA is no key'],
    [{ kind: 'doubled-key', key: 'PC-1', times: 2 }, 'The key PC-1 occurs 2 times in this run'],
    [
      { kind: 'shared-hardware', by: 'uuid', value: '4C4C', keys: ['A', 'B', 'C', 'D', 'E', 'F', 'G'] },
      'The same hardware (UUID 4C4C) reports under A, B, C, D, E and 2 more keys',
    ],
    [
      { kind: 'shared-hardware', by: 'serial', value: 'SN-1', keys: ['A', 'B', 'C', 'D', 'E', 'F'] },
      'The same hardware (serial number SN-1) reports under A, B, C, D, E and 1 more key',
    ],
    [
      {
        kind: 'fault',
        faults: [
          { path: 'attributes.RAM', message: 'must be a number' },
          { path: 'attributes.OS', message: 'is too long' },
        ],
      },
      'attributes.RAM: must be a number, and 1 more fault',
    ],
  ] as const)('%j', (doubt, told) => {
    expect(reasonOf(doubt)).toBe(told);
  });
});
