import { expect, test } from 'vitest';
import { formatSearch, parseSearch } from './address.ts';

test('the search part of an address is plain and readable', () => {
  const text = formatSearch({
    sort: 'Code,-RAM',
    asOf: '2026-01-31T10:00:00Z',
    from: 50,
    query: '',
    cursor: undefined,
  });

  expect(text).toBe('?sort=Code,-RAM&asOf=2026-01-31T10:00:00Z&from=50');
});

test('text that looks like a number or like JSON stays text', () => {
  const search = { query: '"1e3" & {a:1}', sort: 'true' };

  expect(parseSearch(formatSearch(search))).toEqual(search);
});

test('an address without a search part has none', () => {
  expect(formatSearch({})).toBe('');
  expect(parseSearch('')).toEqual({});
});
