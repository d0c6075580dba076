import type { InventorySections } from '@popis/inventory-format';
import { expect, test } from 'vitest';
import { digestSections, toChecksum } from './checksum.ts';

const before: InventorySections = {
  HARDWARE: [{ NAME: 'pc' }],
  BIOS: [{ SSN: '1' }],
  DRIVES: [{ FREE: '10' }],
};

test('a server that knows nothing gets the bits of all that is reported', () => {
  expect(toChecksum(digestSections(before), {})).toBe(1 | 2 | 512);
});

test('the next report has the bits of what changed, and that of HARDWARE', () => {
  const accepted = digestSections(before);
  const changed = digestSections({ ...before, DRIVES: [{ FREE: '9' }] }, accepted);

  expect(toChecksum(digestSections(before, accepted), accepted)).toBe(1);
  expect(toChecksum(changed, accepted)).toBe(1 | 512);
});

test('a section that could not be read counts as unchanged, one that became empty as changed', () => {
  const accepted = digestSections(before);

  expect(toChecksum(digestSections({ HARDWARE: before.HARDWARE }, accepted), accepted)).toBe(1);
  expect(toChecksum(digestSections({ ...before, BIOS: [] }, accepted), accepted)).toBe(1 | 2);
});
