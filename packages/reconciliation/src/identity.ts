import type { Doubt } from './doubt.ts';
import { type Evidence, toUsableEvidence } from './evidence.ts';

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
 * Finds the records of a run that cannot be identified without guessing, with the doubt about each, by `seq`.
 * All records of the run are needed at once: a doubled key makes every one of its records a doubtful one.
 * Hardware of what is ignored is nobody's: it puts no other record in doubt.
 */
export function findUnidentified(
  heads: readonly RecordHead[],
  isIgnored: (head: RecordHead) => boolean = () => false,
): Map<number, Doubt> {
  const doubts = new Map<number, Doubt>();
  const byKey = new Map<string, RecordHead[]>();
  for (const head of heads) {
    const key = normaliseKey(head.key);
    if (isUsableKey(key)) append(byKey, `${head.class}\n${key}`, head);
    else doubts.set(head.seq, { kind: 'no-key', key });
  }
  for (const group of byKey.values()) {
    if (group.length === 1) continue;
    for (const head of group) {
      doubts.set(head.seq, { kind: 'doubled-key', key: normaliseKey(head.key), times: group.length });
    }
  }
  const ours = heads.filter((head) => !isIgnored(head));
  markSharedHardware(ours, doubts);
  return doubts;
}

function markSharedHardware(heads: readonly RecordHead[], doubts: Map<number, Doubt>): void {
  for (const by of ['serial', 'uuid'] as const) {
    const byHardware = new Map<string, RecordHead[]>();
    for (const head of heads) {
      const value = toUsableEvidence(head.evidence)[by];
      if (value !== null) append(byHardware, value, head);
    }
    for (const [value, group] of byHardware) {
      const keys = [...new Set(group.map((head) => normaliseKey(head.key)).filter(isUsableKey))].sort();
      if (keys.length < 2) continue;
      for (const { seq } of group) {
        if (!doubts.has(seq)) doubts.set(seq, { kind: 'shared-hardware', by, value, keys });
      }
    }
  }
}

function append<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
