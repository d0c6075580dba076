import { expect, test } from 'vitest';
import { formatChange, formatFaulty, formatSummary } from './report.ts';

test('a change is a line', () => {
  const change = {
    action: 'update' as const,
    class: 'Computer',
    key: 'PC-0001',
    reason: 'differs',
    differences: [
      { attribute: 'RAM', old: 3072, new: 4096 },
      { attribute: 'OS', old: null, new: 'Debian' },
    ],
  };

  expect(formatChange(change)).toBe('update Computer PC-0001: RAM 3072 → 4096, OS (nothing) → Debian');
  const same = [{ attribute: 'RAM', old: 3072, new: 3072 }];
  expect(formatChange({ ...change, differences: same })).toBe('update Computer PC-0001: RAM stays 3072');
  expect(formatChange({ ...change, action: 'handover', reason: 'snmp does' })).toBe(
    'handover Computer PC-0001: snmp does',
  );
  expect(formatChange({ ...change, action: 'create' })).toBe('create Computer PC-0001');
  expect(formatChange({ ...change, action: 'quarantine', key: null, reason: 'The key is empty' })).toBe(
    'quarantine Computer no key: The key is empty',
  );
});

test('a faulty record is a line with its key and all its faults', () => {
  const faults = [
    { path: 'cards:3', message: 'is wrong' },
    { path: 'cards:4', message: 'is worse' },
  ];

  expect(formatFaulty({ key: { Code: 'PC-1' }, faults })).toBe(
    'faulty record (Code=PC-1): cards:3 is wrong; cards:4 is worse',
  );
});

test('the summary is a table', () => {
  const counts = {
    create: 12,
    update: 1,
    retire: 0,
    relate: 10,
    unrelate: 0,
    handover: 0,
    keep: 2,
    unchanged: 123,
    quarantine: 3,
    failed: 0,
  };

  expect(formatSummary({ read: 140, faulty: 1 }, counts).join('\n')).toMatchInlineSnapshot(`
    "  records read             140
      faulty records             1
      cards created             12
      cards updated              1
      cards retired              0
      relations made            10
      relations ended            0
      relations handed over      0
      kept as people set them    2
      unchanged                123
      in quarantine              3
      failed                     0"
  `);
});
