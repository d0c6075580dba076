import { describe, expect, test } from 'vitest';
import type { BulkWork } from './bulk.ts';
import { makeBulkToken } from './bulk-token.ts';

const work: BulkWork = { className: 'Computer', query: '', update: { Status: 'in-stock' } };
const cards = [
  { id: 'a', revision: '1' },
  { id: 'b', revision: '1' },
];

describe('the token of bulk work', () => {
  test('is the same for the same work on the same cards', () => {
    expect(makeBulkToken({ ...work }, [...cards])).toBe(makeBulkToken(work, cards));
  });

  test.each([
    ['a card less', work, cards.slice(1)],
    ['a card more', work, [...cards, { id: 'c', revision: '1' }]],
    ['a changed card', work, [cards[0] ?? { id: '', revision: '' }, { id: 'b', revision: '2' }]],
    ['another value', { ...work, update: { Status: 'in-use' } }, cards],
    ['retiring', { className: 'Computer', query: '' }, cards],
    ['other words', { ...work, query: 'x' }, cards],
    ['another class', { ...work, className: 'Monitor' }, cards],
  ])('differs for %s', (_what, otherWork, otherCards) => {
    expect(makeBulkToken(otherWork, otherCards)).not.toBe(makeBulkToken(work, cards));
  });
});
