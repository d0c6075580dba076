import { createHash } from 'node:crypto';
import type { InventorySections, SectionName } from '@popis/inventory-format';
import type { StoredSection } from '../schema/stored-sections.ts';

/** Section → digest of its rows as they were stored last. */
export type Digests = Readonly<Record<string, string>>;

/** What the section rule looks at. */
export interface PlanInput {
  sections: InventorySections;
  /** Digests of sections whose rows need not be looked at. */
  known?: Digests;
  stored: ReadonlyMap<SectionName, StoredSection>;
  isKnownDevice: boolean;
  /** HARDWARE/CHECKSUM as the agent sent it; undefined when it sent none. */
  checksum: number | undefined;
  /** INVENTORY_DIFF: believe the bits of the checksum. */
  believesChecksum: boolean;
  digests: Digests;
}

/** Which sections are to be written, and the digests that hold after it. */
export interface SectionPlan {
  write: StoredSection[];
  digests: Digests;
}

/** Raise when the rows made of the same section change, so that all are written again. */
const DIGEST_VERSION = '1:';

/**
 * OCS's section rule: of a known device, a section is processed when its CHECKSUM bit is set, when it has no bit, or when
 * no CHECKSUM came; SOFTWARES always is. A section that did not come is left as it is. What would be processed and is
 * the same as when it was stored last is not written.
 */
export function planSections(input: PlanInput): SectionPlan {
  const write: StoredSection[] = [];
  const digests: Record<string, string> = { ...input.digests };
  for (const [name, section] of input.stored) {
    const rows = input.sections[name];
    const known = input.known?.[name];
    if (name === 'HARDWARE' || (rows ?? known) === undefined || !isProcessed(section, input)) {
      continue;
    }
    const digest = known ?? digestOf(rows);
    if (digests[name] !== digest) {
      digests[name] = digest;
      write.push(section);
    }
  }
  return { write, digests };
}

/**
 * The sections that an agent speaks of. Ours sends a repeated section without rows to say that there are none any more;
 * of others such a section says nothing, as to OCS.
 */
export function spokenSections(sections: InventorySections, isOwnAgent: boolean): InventorySections {
  if (isOwnAgent) {
    return sections;
  }
  const spoken = Object.entries(sections).filter(([, rows]) => rows.length > 0);
  return Object.fromEntries(spoken);
}

function isProcessed(section: StoredSection, input: PlanInput): boolean {
  if (!input.isKnownDevice || !input.believesChecksum || input.checksum === undefined) {
    return true;
  }
  return section.mask === 0 || section.name === 'SOFTWARES' || (section.mask & input.checksum) !== 0;
}

/** Digest of anything that JSON can hold. */
export function digestOf(value: unknown): string {
  const text = DIGEST_VERSION + JSON.stringify(value);
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
