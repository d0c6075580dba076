import { expect, test } from 'vitest';
import type { Evidence } from './evidence.ts';
import { findSeenAgain } from './seen-again.ts';

const hardwareA = { serial: 'SN-A', macs: ['00:1a:2b:3c:4d:5e'] };
const waiting = [
  { id: 'a', class: 'Computer', key: 'NA', evidence: hardwareA },
  { id: 'b', class: 'Computer', key: 'NA', evidence: { serial: 'SN-B' } },
  { id: 'nothing', class: 'Computer', key: 'NA', evidence: null },
  { id: 'junk', class: 'Computer', key: '', evidence: { serial: 'To Be Filled By O.E.M.' } },
  { id: 'keyed', class: 'Computer', key: 'PC-1', evidence: { serial: 'SN-C' } },
];

function seenAgain(key: string, evidence: Evidence | null, className = 'Computer') {
  return findSeenAgain(waiting, [{ class: className, key, evidence }]);
}

test('a record without a key is known again by its hardware alone', () => {
  expect(seenAgain('NA', hardwareA)).toEqual(['a']);
  expect(seenAgain('LOST', { macs: ['00-1A-2B-3C-4D-5E'] })).toEqual(['a']);
  expect(seenAgain('PC-7', { serial: 'sn-b' })).toEqual(['b']);
});

test('one that tells nothing of its hardware is never known again', () => {
  expect(seenAgain('NA', null)).toEqual([]);
  expect(seenAgain('', { serial: 'To Be Filled By O.E.M.' })).toEqual([]);
});

test('a record with a key is known again by it, whatever its hardware, and within its class', () => {
  expect(seenAgain(' PC-1 ', null)).toEqual(['keyed']);
  expect(seenAgain('PC-2', { serial: 'SN-C' })).toEqual([]);
  expect(seenAgain('PC-1', hardwareA, 'Monitor')).toEqual([]);
});
