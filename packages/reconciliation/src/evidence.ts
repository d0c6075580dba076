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

/**
 * What firmware says when nobody filled the value in, as seen in inventories: SMBIOS defaults of board makers,
 * and the words that system tools print for an absent value.
 */
const JUNK = new Set([
  '',
  '0',
  '1234567',
  '12345678',
  '123456789',
  '0123456789',
  '1234567890',
  'ASSET',
  'BASE BOARD SERIAL NUMBER',
  'CHASSIS SERIAL NUMBER',
  'DEFAULT',
  'DEFAULT STRING',
  'EMPTY',
  'INVALID',
  'MB-1234567890',
  'N/A',
  'NA',
  'NIL',
  'NO ASSET TAG',
  'NONE',
  'NOT APPLICABLE',
  'NOT AVAILABLE',
  'NOT DEFINED',
  'NOT PRESENT',
  'NOT SETTABLE',
  'NOT SPECIFIED',
  'NULL',
  'O.E.M.',
  'OEM',
  'SERIAL',
  'SERIAL NUMBER',
  'SYSTEM SERIAL NUMBER',
  'TO BE FILLED BY O.E.M.',
  'TO BE FILLED BY O.E.M',
  'TO BE FILLED BY OEM',
  'UNKNOWN',
  'UNSPECIFIED',
  // UUIDs that board makers left in every board of a series
  '03000200040005000006000700080009',
  '12345678123456781234567890ABCDEF',
  '123456781234567890ABCDDEEFAABBCC',
  '00020003000400050006000700080009',
  'FEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFE',
]);

/** Brings evidence into comparable form and drops what is known to say nothing. */
export function toUsableEvidence(evidence: Evidence | null | undefined): UsableEvidence {
  const macs = (evidence?.macs ?? []).map(normaliseMac).filter((mac) => mac !== null);
  return {
    serial: normaliseSerial(evidence?.serial),
    uuid: normaliseUuid(evidence?.uuid),
    macs: [...new Set(macs)].sort(),
  };
}

function normaliseSerial(raw: string | null | undefined): string | null {
  const serial = (raw ?? '').trim().replace(/\s+/g, ' ').toUpperCase();
  return isJunk(serial) ? null : serial;
}

function normaliseUuid(raw: string | null | undefined): string | null {
  const uuid = (raw ?? '').trim().toUpperCase();
  const digits = uuid.replaceAll('-', '').replace(/^\{(.*)\}$/, '$1');
  return isJunk(uuid) || isJunk(digits) ? null : digits;
}

function normaliseMac(raw: string): string | null {
  const mac = raw.toUpperCase().replace(/[^0-9A-F]/g, '');
  return mac.length !== 12 || isJunk(mac) ? null : mac;
}

function isJunk(value: string): boolean {
  return JUNK.has(value) || /^(.)\1*$/.test(value.replace(/[\s.\-_:]/g, '0'));
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
