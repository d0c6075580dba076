import type { InventorySections } from '@popis/inventory-format';
import { expect, test } from 'vitest';
import { oursCatalogue } from '../schema/catalogue-of-tables.ts';
import { fitSections } from '../schema/stored-sections.ts';
import { type PlanInput, planSections } from './section-plan.ts';

const stored = fitSections(oursCatalogue());
const sections: InventorySections = {
  HARDWARE: [{ NAME: 'pc' }],
  BIOS: [{ SSN: '1' }],
  DRIVES: [{ LETTER: 'C' }],
  SOFTWARES: [{ NAME: 'x' }],
  REPOSITORY: [{ NAME: 'main' }],
};

function plan(changes: Partial<PlanInput> = {}) {
  return planSections({
    sections,
    stored,
    isKnownDevice: true,
    checksum: 0,
    believesChecksum: true,
    digests: {},
    ...changes,
  });
}

function written(changes: Partial<PlanInput>): string[] {
  return plan(changes)
    .write.map((section) => section.name)
    .sort();
}

test('of a new device every section that came is written', () => {
  expect(written({ isKnownDevice: false })).toEqual(['BIOS', 'DRIVES', 'REPOSITORY', 'SOFTWARES']);
});

test('of a known device only sections with their bit, without a bit, and the software are written', () => {
  expect(written({ checksum: 1 })).toEqual(['REPOSITORY', 'SOFTWARES']);
  expect(written({ checksum: 1 | 2 })).toEqual(['BIOS', 'REPOSITORY', 'SOFTWARES']);
  expect(written({ checksum: 512 })).toEqual(['DRIVES', 'REPOSITORY', 'SOFTWARES']);
});

test('without a CHECKSUM, or with INVENTORY_DIFF = 0, every section is written', () => {
  expect(written({ checksum: undefined })).toEqual(['BIOS', 'DRIVES', 'REPOSITORY', 'SOFTWARES']);
  expect(written({ believesChecksum: false })).toEqual(['BIOS', 'DRIVES', 'REPOSITORY', 'SOFTWARES']);
});

test('a section that is as it was stored is not written, whatever its bit says', () => {
  const first = plan({ isKnownDevice: false });

  const second = plan({ checksum: 0x3fffff, digests: first.digests });

  expect(second).toEqual({ write: [], digests: first.digests });
});

test('one changed value writes its section alone', () => {
  const { digests } = plan({ isKnownDevice: false });

  const changed = { ...sections, SOFTWARES: [{ NAME: 'x' }, { NAME: 'y' }] };

  expect(written({ sections: changed, checksum: 0x3fffff, digests })).toEqual(['SOFTWARES']);
});

test('the digest of a section that did not come, or was not written, stays', () => {
  const { digests } = plan({ isKnownDevice: false });

  const next = plan({ sections: { BIOS: [{ SSN: '2' }] }, checksum: 1, digests });

  expect(next).toEqual({ write: [], digests });
});

test('a section that the database has no table for is left out', () => {
  const without = new Map(stored);
  without.delete('REPOSITORY');

  expect(written({ stored: without, isKnownDevice: false })).toEqual(['BIOS', 'DRIVES', 'SOFTWARES']);
});
