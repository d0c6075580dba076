import type { JsonValue } from '@popis/model';
import type { WrittenItem } from '../cards/written-content.ts';

/** Which past versions one removal is about: of cards of a class, or of relations between cards of two. */
export interface PurgeScope {
  class: string;
  /** The class of the targets; `null`: this is about cards. */
  other: string | null;
  keptDays: number;
  /** Only what ended by then. */
  before: Date;
}

/** What a change wrote and retention removed. */
export interface RemovedItem extends WrittenItem {
  changeId: string;
}

/** What one change removed. A version is two things: its change wrote it, another one ended it. */
export interface PurgeWork extends PurgeScope {
  items: readonly RemovedItem[];
}

/** The attested form of a removal, with the hash of each thing that it removed. */
export function toAttestedPurge({ items, before, ...scope }: PurgeWork): JsonValue {
  const removed = items.map(
    ({ changeId, kind, id, hash }) => `${changeId} ${kind} ${id} ${hash.toString('hex')}`,
  );
  const { class: className, other, keptDays } = scope;
  return {
    purge: { class: className, other, keptDays, before: before.toISOString() },
    removed: removed.sort(),
  };
}

/** Why it is done, for people who read the change. */
export function describePurge({ class: className, other, keptDays, before }: PurgeScope): string {
  const what = other === null ? className : `relations from ${className} to ${other}`;
  return `Past versions of ${what} are kept for ${keptDays} days: those that ended by ${before.toISOString()} are removed`;
}
