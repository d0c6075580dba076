import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { isFillerMac, isFillerName, isFillerText, isFillerUuid } from './filler.ts';

describe('filler', () => {
  test.each([
    'Default string',
    ' to be  filled by o.e.m. ',
    'xxxxxxxx',
    '0000-0000',
    '........',
    'SYS-1234567890',
  ])('%j tells nothing', (text) => {
    expect(isFillerText(text)).toBe(true);
  });

  test.each(['7XK2M3', 'CZC12345', 'S4EVNF0M123456'])('%j tells of one machine', (text) => {
    expect(isFillerText(text)).toBe(false);
  });

  test('is told for each kind of value', () => {
    expect(isFillerUuid('03000200040005000006000700080009')).toBe(true);
    expect(isFillerMac('000000000000')).toBe(true);
    expect(isFillerName('localhost')).toBe(true);
    expect(isFillerName('pc-0412')).toBe(false);
  });

  test('holds all words that the mapping of inventories leaves out', () => {
    const file = path.resolve(import.meta.dirname, '../../../mappings/ocs/values.xsl');
    const [, list = ''] = /name="junk">\|([^<]*)\|</.exec(readFileSync(file, 'utf8')) ?? [];
    const words = list.split('|');

    expect(words.length).toBeGreaterThan(20);
    expect(words.filter((word) => !isFillerText(word))).toEqual([]);
  });
});
