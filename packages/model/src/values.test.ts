import { describe, expect, test } from 'vitest';
import type { AttributeType } from './definitions.ts';
import { maxStringLength, readText, readValue } from './values.ts';

describe('reading a value', () => {
  test.each<[AttributeType, string | number | boolean, unknown]>([
    ['string', 'PC-1', 'PC-1'],
    ['integer', 4096, 4096],
    ['integer', -0, 0],
    ['decimal', 19.99, 19.99],
    ['boolean', false, false],
    ['date', '2026-02-28', '2026-02-28'],
    ['timestamp', '2026-11-23T09:30:00+01:00', '2026-11-23T08:30:00.000Z'],
    ['ipAddress', ' FE80::1 ', 'fe80::1'],
    ['url', 'https://example.org/a?b=c', 'https://example.org/a?b=c'],
    ['reference', '01A2098F-55DB-7015-B906-90A17ADA8344', '01a2098f-55db-7015-b906-90a17ada8344'],
  ])('%s %j is stored as %j', (type, given, stored) => {
    expect(readValue(type, given)).toEqual({ value: stored });
  });

  test.each<[AttributeType, string | number | boolean]>([
    ['string', 5],
    ['string', 'x'.repeat(maxStringLength + 1)],
    ['integer', '4096'],
    ['integer', 1.5],
    ['integer', 2 ** 53],
    ['decimal', Number.POSITIVE_INFINITY],
    ['boolean', 'yes'],
    ['date', '2026-02-30'],
    ['date', '28.2.2026'],
    ['timestamp', '2026-11-23'],
    ['ipAddress', '10.0.0.256'],
    ['url', 'javascript:alert(1)'],
    ['reference', 'PC-1'],
  ])('%s %j is a fault', (type, given) => {
    expect(readValue(type, given)).toHaveProperty('fault');
  });

  test('an empty text says the same as nothing', () => {
    expect(readValue('string', '  ')).toEqual({ value: null });
    expect(readValue('integer', '')).toEqual({ value: null });
  });

  test('what the database cannot hold is a fault, at any depth', () => {
    expect(readValue('string', 'a\0b')).toHaveProperty('fault');
    expect(readValue('text', '\ud800')).toHaveProperty('fault');
    expect(readValue('json', { list: ['fine', { 'bad\0key': 1 }] })).toHaveProperty('fault');
  });
});

describe('reading text of an outside system', () => {
  test.each<[AttributeType, string, unknown]>([
    ['integer', ' 4096 ', 4096],
    ['decimal', '-2.50', -2.5],
    ['boolean', 'Yes', true],
    ['boolean', '0', false],
    ['timestamp', '2026-11-22 17:04:05', '2026-11-22T17:04:05.000Z'],
    ['json', '{"a":1}', { a: 1 }],
    ['string', '007', '007'],
    ['integer', '', null],
  ])('%s %j is %j', (type, text, value) => {
    expect(readText({ type }, text)).toEqual({ value });
  });

  test.each<[AttributeType, string]>([
    ['integer', '4 GB'],
    ['integer', 'NaN'],
    ['decimal', '1e3'],
    ['boolean', 'maybe'],
    ['json', '{'],
    ['ipAddress', 'none'],
  ])('%s %j is a fault', (type, text) => {
    expect(readText({ type }, text)).toHaveProperty('fault');
  });
});
