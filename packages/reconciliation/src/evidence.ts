import { normaliseMac, normaliseSerial, normaliseUuid } from '@popis/identification';

/** What a source knows of the hardware behind a record. It supports or contradicts a key; it never replaces one. */
export interface Evidence {
  readonly serial?: string | null;
  readonly uuid?: string | null;
  readonly macs?: readonly string[];
}

/** Evidence worth comparing: trimmed, in upper case, junk left out. */
export interface UsableEvidence {
  readonly serial: string | null;
  readonly uuid: string | null;
  readonly macs: readonly string[];
}

/** Brings evidence into comparable form and drops what is known to say nothing. */
export function toUsableEvidence(evidence: Evidence | null | undefined): UsableEvidence {
  const macs = (evidence?.macs ?? []).map(normaliseMac).filter((mac) => mac !== null);
  return {
    serial: normaliseSerial(evidence?.serial),
    uuid: normaliseUuid(evidence?.uuid),
    macs: [...new Set(macs)].sort(),
  };
}

/**
 * Whether two pieces of evidence speak of different machines. Conservative: a board swap changes one of the two,
 * so serial **and** UUID must both be known on both sides, and both must differ.
 */
export function contradicts(a: UsableEvidence, b: UsableEvidence): boolean {
  if (a.serial === null || b.serial === null || a.uuid === null || b.uuid === null) return false;
  return a.serial !== b.serial && a.uuid !== b.uuid;
}

/**
 * Whether two pieces of evidence may speak of the same machine: something agrees, or there is nothing to compare.
 * Used where a wrong "no" would do damage.
 */
export function mayBeSameHardware(a: UsableEvidence, b: UsableEvidence): boolean {
  let comparable = false;
  for (const kind of ['serial', 'uuid'] as const) {
    if (a[kind] === null || b[kind] === null) continue;
    if (a[kind] === b[kind]) return true;
    comparable = true;
  }
  if (a.macs.length > 0 && b.macs.length > 0) {
    if (a.macs.some((mac) => b.macs.includes(mac))) return true;
    comparable = true;
  }
  return !comparable;
}
