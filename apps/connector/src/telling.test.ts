import { expect, test } from 'vitest';
import { keepTold, type RunEnd, type Telling, tellPerson } from './telling.ts';

const end: RunEnd = {
  ...{ run: 'r1', page: 'https://cmdb/runs/r1', mode: 'full', read: 3, faulty: 1, held: 2 },
  holds: ['retire Computer: 4 of 5'],
  counts: {
    ...{ create: 1, update: 0, retire: 0, relate: 0, unrelate: 0, handover: 0 },
    ...{ keep: 0, unchanged: 1, quarantine: 0, failed: 0 },
  },
};

function tell(telling: Telling): void {
  telling.record('faulty record (Code=PC-1): cards:12 is no number');
  telling.note('4 computers are gone');
  telling.end(end);
}

test('a person is told of a run as it goes, and in a table what it came to', () => {
  const lines: string[] = [];

  tell(tellPerson((line) => void lines.push(line)));

  expect(lines.slice(0, 3)).toEqual([
    'faulty record (Code=PC-1): cards:12 is no number',
    'note: 4 computers are gone',
    '  records read             3',
  ]);
  expect(lines.slice(-2)).toEqual([
    'held back: retire Computer: 4 of 5',
    '2 changes wait for a person: https://cmdb/runs/r1',
  ]);
});

test('for a log all of it is kept together', () => {
  const kept = keepTold();

  tell(kept);

  expect(kept.told()).toEqual({
    ...end,
    notes: ['4 computers are gone'],
    records: ['faulty record (Code=PC-1): cards:12 is no number'],
  });
});

test('of a run that came to no end what was told until then is kept', () => {
  const kept = keepTold();

  kept.record('faulty record (Code=PC-1): cards:12 is no number');

  expect(kept.told()).toEqual({ records: ['faulty record (Code=PC-1): cards:12 is no number'] });
});
