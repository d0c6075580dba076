import { expect, test } from 'vitest';
import type { CatalogueColumn } from '../database/database.ts';
import { fitRecord, isTypeName, keyRecords } from './snmp-records.ts';

const labels = new Map([
  ['snmp_printer', ['Serial']],
  ['snmp_switch', []],
]);

test('a record is known by its identifying labels, and the last of one key counts', () => {
  const records = keyRecords(
    [
      { type: 'snmp_printer', row: { Serial: 'S1', Pages: '1' } },
      { type: 'snmp_printer', row: { Serial: 'S1', Pages: '2' } },
      { type: 'snmp_unknown', row: { Serial: 'S1' } },
    ],
    labels,
  );

  expect(records).toEqual([{ type: 'snmp_printer', key: 'S1', contents: '{"Serial":"S1","Pages":"2"}' }]);
});

test('a record that nothing identifies is known by all of it, in whatever order it came', () => {
  const records = keyRecords(
    [
      { type: 'snmp_switch', row: { Name: 'a', Ports: '8' } },
      { type: 'snmp_switch', row: { Ports: '8', Name: 'a' } },
      { type: 'snmp_printer', row: { Pages: '8' } },
    ],
    labels,
  );

  expect(records).toHaveLength(2);
});

test('values are cut, and what does not fit into the column is left out', () => {
  const row = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`L${index}`, 'x'.repeat(300)]));

  const [record] = keyRecords([{ type: 'snmp_switch', row }], labels);

  const kept: Record<string, string> = JSON.parse(record?.contents ?? '');
  expect(kept.L0).toHaveLength(255);
  expect(record?.contents.length).toBeLessThan(11_000);
});

test.each(['hardware', 'snmp_', 'snmp_a`b', 'snmp_a;b', `snmp_${'a'.repeat(60)}`])(
  '%s is the name of no type',
  (name) => {
    expect(isTypeName(name)).toBe(false);
    expect(keyRecords([{ type: name, row: { a: 'b' } }], new Map([[name, []]]))).toEqual([]);
  },
);

test('of a record only what its table has columns for is kept, cut to what they hold', () => {
  const column = { type: 'varchar', length: 3, basicPlaneOnly: true };
  const columns = new Map<string, CatalogueColumn>([
    ['id', { type: 'int', basicPlaneOnly: false }],
    ['serial', column],
  ]);

  expect(fitRecord({ ID: '7', Serial: 'a😀bcd', 'Serial` = 1 --': 'x' }, columns)).toEqual({
    columns: ['serial'],
    values: ['a\ufffdb'],
  });
});
