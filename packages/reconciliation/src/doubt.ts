import type { Fault } from '@popis/model';
import type { UsableEvidence } from './evidence.ts';

/** Why a record cannot be taken without guessing. What may be done about it depends on the kind. */
export type Doubt =
  | { readonly kind: 'no-key'; readonly key: string }
  | { readonly kind: 'doubled-key'; readonly key: string; readonly times: number }
  | {
      readonly kind: 'shared-hardware';
      readonly by: 'serial' | 'uuid';
      readonly value: string;
      /** The keys under which it reports, in their order. */
      readonly keys: readonly string[];
    }
  | { readonly kind: 'other-hardware'; readonly known: UsableEvidence; readonly seen: UsableEvidence }
  | { readonly kind: 'several-cards'; readonly class: string; readonly key: string; readonly count: number }
  | {
      readonly kind: 'incomplete';
      readonly class: string;
      readonly key: string;
      readonly missing: readonly string[];
    }
  | { readonly kind: 'fault'; readonly faults: readonly Fault[] }
  | { readonly kind: 'answered-card-gone'; readonly cardId: string }
  /** Of a record without a key: its card has so many records in the run. */
  | { readonly kind: 'answered-twice'; readonly cardId: string; readonly times: number };

export type DoubtKind = Doubt['kind'];

/** Says for people why a record is doubted, and where it helps what to do. */
export function reasonOf(doubt: Doubt): string {
  switch (doubt.kind) {
    case 'no-key':
      return doubt.key === '' ? 'The key is empty' : `The key ${doubt.key} is no key`;
    case 'doubled-key':
      return `The key ${doubt.key} occurs ${doubt.times} times in this run`;
    case 'shared-hardware': {
      const label = doubt.by === 'serial' ? 'serial number' : 'UUID';
      return `The same hardware (${label} ${doubt.value}) reports under ${listKeys(doubt.keys)}`;
    }
    case 'other-hardware':
      return (
        'Serial number and UUID both differ from those of the card with this key ' +
        `(serial ${doubt.known.serial} → ${doubt.seen.serial}): ` +
        'correct the key, retire the card if the machine was replaced, or answer that it is the same one'
      );
    case 'several-cards':
      return `${doubt.count} cards of ${doubt.class} have the key ${doubt.key}`;
    case 'incomplete':
      return `${doubt.class} ${doubt.key} lacks mandatory values: ${doubt.missing.join(', ')}`;
    case 'fault':
      return describeFaults(doubt.faults);
    case 'answered-card-gone':
      return 'It was answered to be a card that is retired or has no key: answer anew';
    case 'answered-twice':
      return `It was answered to be a card for which ${doubt.times} records stand in this run`;
  }
}

function listKeys(keys: readonly string[]): string {
  const shown = keys.slice(0, 5).join(', ');
  return keys.length > 5 ? `${shown} and ${countMore(keys.length - 5, 'key')}` : shown;
}

function describeFaults(faults: readonly Fault[]): string {
  const [first] = faults;
  if (first === undefined) return 'The record has a fault';
  const more = faults.length === 1 ? '' : `, and ${countMore(faults.length - 1, 'fault')}`;
  return `${first.path}: ${first.message}${more}`;
}

function countMore(count: number, noun: string): string {
  return `${count} more ${noun}${count === 1 ? '' : 's'}`;
}
