import { describe, expect, test } from 'vitest';
import {
  cardTitle,
  formatBytes,
  formatCount,
  formatDifference,
  formatValue,
  isSafeAddress,
} from './value-text.ts';

describe('a value', () => {
  test('that is absent, empty or false is told apart', () => {
    expect([formatValue(null), formatValue(''), formatValue(false), formatValue(0)]).toEqual([
      '—',
      '(empty)',
      'No',
      '0',
    ]);
  });

  test('that is a card is called by its code and description', () => {
    const card = { id: '1', class: 'Room', code: 'R-214', description: 'Accounting' };

    expect(formatValue(card)).toBe('R-214 · Accounting');
    expect(cardTitle({ ...card, description: 'R-214' })).toBe('R-214');
    expect(cardTitle({ ...card, code: null, description: '' })).toBe('1');
  });

  test('that changed is shown with what it was', () => {
    expect(formatDifference({ old: 3072, new: 4096 })).toBe('3072 → 4096');
    expect(formatDifference({ old: null, new: 'Debian' })).toBe('— → Debian');
    expect(formatDifference({ old: 3072, new: 3072 })).toBe('stays 3072');
  });
});

describe('an address', () => {
  test('is a link only when it leads to the web', () => {
    const addresses = [
      'https://example.org/a',
      'javascript:alert(1)',
      ' JaVaScRiPt:alert(1)',
      'data:text/html,x',
      'example.org',
    ];

    expect(addresses.map(isSafeAddress)).toEqual([true, false, false, false, false]);
  });
});

test('sizes and counts are readable', () => {
  expect([formatBytes(900), formatBytes(1536), formatBytes(52_428_800)]).toEqual([
    '900 B',
    '1.5 KiB',
    '50 MiB',
  ]);
  expect([formatCount(950), formatCount(1_234_567)]).toEqual(['950', '1\u202f234\u202f567']);
});
