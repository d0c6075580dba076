import { type Evidence, toUsableEvidence, type UsableEvidence } from './evidence.ts';

/** What identification needs of a record: its place in the run, its class, its key as the source gave it. */
export interface RecordHead {
  readonly seq: number;
  readonly class: string;
  readonly key: string;
  readonly evidence?: Evidence | null;
}

/** Keys that inventories hand out when nobody gave one: OCS's default tag, and the tag of a lost one. */
const NO_KEY = new Set(['', 'NA', 'N/A', 'LOST']);

/** Brings a key into the form in which it is compared and stored. */
export function normaliseKey(raw: string): string {
  return raw.trim();
}

/** Whether a key, once normalised, names anything at all. */
export function isUsableKey(key: string): boolean {
  return !NO_KEY.has(key.toUpperCase());
}

/**
 * Finds the records of a run that cannot be identified without guessing, with the reason for each, by `seq`.
 * All records of the run are needed at once: a doubled key makes every one of its records a doubtful one.
 */
export function findUnidentified(heads: readonly RecordHead[]): Map<number, string> {
  const reasons = new Map<number, string>();
  const byKey = new Map<string, RecordHead[]>();
  for (const head of heads) {
    const key = normaliseKey(head.key);
    if (isUsableKey(key)) append(byKey, `${head.class}\n${key}`, head);
    else reasons.set(head.seq, noKeyReason(key));
  }
  for (const group of byKey.values()) {
    if (group.length === 1) continue;
    for (const head of group) {
      reasons.set(head.seq, `The key ${normaliseKey(head.key)} occurs ${group.length} times in this run`);
    }
  }
  markSharedHardware(heads, reasons);
  return reasons;
}

/** Says why a record with a known key is doubted: its hardware is not the one the card had from the same source. */
export function contradictionReason(known: UsableEvidence, seen: UsableEvidence): string {
  return (
    `Serial number and UUID both differ from those of the card with this key ` +
    `(serial ${known.serial} → ${seen.serial}): correct the key, or retire the card if the machine was replaced`
  );
}

function noKeyReason(key: string): string {
  return key === '' ? 'The key is empty' : `The key ${key} is no key`;
}

function markSharedHardware(heads: readonly RecordHead[], reasons: Map<number, string>): void {
  for (const kind of ['serial', 'uuid'] as const) {
    const byHardware = new Map<string, RecordHead[]>();
    for (const head of heads) {
      const value = toUsableEvidence(head.evidence)[kind];
      if (value !== null) append(byHardware, value, head);
    }
    for (const [value, group] of byHardware) markGroup(kind, value, group, reasons);
  }
}

function markGroup(
  kind: 'serial' | 'uuid',
  value: string,
  group: readonly RecordHead[],
  reasons: Map<number, string>,
): void {
  const keys = [...new Set(group.map((head) => normaliseKey(head.key)).filter(isUsableKey))].sort();
  if (keys.length < 2) return;
  const label = kind === 'serial' ? 'serial number' : 'UUID';
  for (const head of group) {
    if (reasons.has(head.seq)) continue;
    reasons.set(head.seq, `The same hardware (${label} ${value}) reports under ${listKeys(keys)}`);
  }
}

function listKeys(keys: readonly string[]): string {
  const shown = keys.slice(0, 5).join(', ');
  return keys.length > 5 ? `${shown} and ${keys.length - 5} more keys` : shown;
}

function append<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
