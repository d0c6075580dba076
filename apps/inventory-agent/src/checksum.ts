import { createHash } from 'node:crypto';
import {
  formatSection,
  getSection,
  type InventorySections,
  SECTION_NAMES,
  type SectionName,
} from '@popis/inventory-format';

/** Digest of each section as it was last accepted by a server. */
export type SectionDigests = Partial<Record<SectionName, string>>;

const hardwareBit = 1;

/** The digests of an inventory's sections; those not reported keep the digest they had. */
export function digestSections(sections: InventorySections, known: SectionDigests = {}): SectionDigests {
  const digests: SectionDigests = { ...known };
  for (const name of SECTION_NAMES) {
    const rows = sections[name];
    if (rows === undefined) continue;
    digests[name] = createHash('sha256').update(formatSection(name, rows)).digest('base64');
  }
  return digests;
}

/**
 * HARDWARE/CHECKSUM: the bits of the sections that differ from what the server has accepted. HARDWARE counts as
 * changed always, since servers store it always.
 */
export function toChecksum(digests: SectionDigests, accepted: SectionDigests): number {
  let checksum = hardwareBit;
  for (const name of SECTION_NAMES) {
    if (digests[name] !== accepted[name]) checksum |= getSection(name).mask;
  }
  return checksum;
}
