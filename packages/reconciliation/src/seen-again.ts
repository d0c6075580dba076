import { type Evidence, toUsableEvidence } from './evidence.ts';
import { isUsableKey, normaliseKey, type RecordHead } from './identity.ts';

/** What is known of a record that waits in quarantine. */
export interface WaitingRecord {
  readonly id: string;
  readonly class: string;
  readonly key: string;
  readonly evidence: Evidence | null;
}

/**
 * Those of the waiting records that a run has looked at again, by id: what has a key by its key, what has none by hardware in
 * common. A record without a key that tells nothing of its hardware is not known again: it may be any of those that wait.
 */
export function findSeenAgain(
  waiting: readonly WaitingRecord[],
  heads: readonly Omit<RecordHead, 'seq'>[],
): string[] {
  const seen = new Set(heads.flatMap((head) => [marksOf(head), hardwareOf(head)].flat()));
  return waiting.filter((each) => marksOf(each).some((mark) => seen.has(mark))).map(({ id }) => id);
}

/** By what a record can be known again. */
function marksOf(head: Omit<RecordHead, 'seq'>): string[] {
  const key = normaliseKey(head.key);
  return isUsableKey(key) ? [JSON.stringify([head.class, 'key', key])] : hardwareOf(head);
}

function hardwareOf({ class: className, evidence }: Omit<RecordHead, 'seq'>): string[] {
  const { serial, uuid, macs } = toUsableEvidence(evidence);
  const marks: [string, string | null][] = [
    ['serial', serial],
    ['uuid', uuid],
    ...macs.map((mac): [string, string] => ['mac', mac]),
  ];
  return marks.flatMap(([kind, value]) => (value === null ? [] : [JSON.stringify([className, kind, value])]));
}
