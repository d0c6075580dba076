import { expect, test } from 'vitest';
import { describeEvidence } from './evidence-text.ts';

test('hardware is told by what tells machines apart', () => {
  expect(describeEvidence({ serial: 'SN-1', uuid: '4C4C', macs: ['d4:be:d9:00:00:01'] })).toBe(
    'serial number SN-1, UUID 4C4C, hardware address d4:be:d9:00:00:01',
  );
  expect(describeEvidence({ macs: ['a', 'b', 'c', 'd'] })).toBe('hardware addresses a, b, c and 1 more');
});

test('a record that told nothing of its hardware has none', () => {
  expect(describeEvidence(null)).toBeUndefined();
  expect(describeEvidence({ serial: '', macs: [] })).toBeUndefined();
});
