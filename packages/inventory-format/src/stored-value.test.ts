import { expect, test } from 'vitest';
import { integer, longText, moment, text } from './columns.ts';
import { cutText, toStoredValue } from './stored-value.ts';

test.each([undefined, '', '??', 'N/A', 'NA'])('%j says nothing: the fallback is stored', (value) => {
  expect(toStoredValue(text('NAME'), value)).toBe('');
  expect(toStoredValue(text('MACADDR', 255, '00:00'), value)).toBe('00:00');
  expect(toStoredValue(integer('MEMORY'), value)).toBe(0);
  expect(toStoredValue(moment('CREATEDATE'), value)).toBeNull();
});

test('a text is cut to its column, and no character is split', () => {
  expect(toStoredValue(text('ARCH', 10), 'x86_64-linux-gnu')).toBe('x86_64-lin');
  expect(cutText('ab😀', 3)).toBe('ab');
  expect(toStoredValue(longText('COMMENTS'), 'x'.repeat(70_000))).toHaveLength(16_383);
});

test.each([
  ['24105', 24105],
  ['274877.906944', 274878],
  ['3100 MHz', 3100],
  ['40+2', 40],
  ['-1 Mbps', -1],
  ['99999999999999999999', 2_147_483_647],
  ['1e9', 1],
  ['0x10', 0],
  ['abc', 0],
])('the number of %j is %d', (value, expected) => {
  expect(toStoredValue(integer('MEMORY'), value)).toBe(expected);
});

test('a number fits its column', () => {
  expect(toStoredValue(integer('NUMSLOTS', 'smallInteger'), '70000')).toBe(32_767);
  expect(toStoredValue(integer('VIRTUALDEV', 'tinyInteger'), '300')).toBe(127);
});

test.each([
  ['2025/04/20 00:00:00', '2025-04-20 00:00:00'],
  ['2025-05-24T14:37:46Z', '2025-05-24 14:37:46'],
  ['2024/01/10', '2024-01-10 00:00:00'],
  ['1970-00-01', null],
  ['2025-02-30', null],
  ['0000-00-00 00:00:00', null],
  ['yesterday', null],
])('the instant of %j is %j', (value, expected) => {
  expect(toStoredValue(moment('INSTALLDATE'), value)).toBe(expected);
});

test('a day has no time', () => {
  expect(toStoredValue(moment('CREATEDATE', 'date'), '2024/01/10 10:11:12')).toBe('2024-01-10');
});
