import { bothByteOrders, canonicalUuid, normaliseSerial, normaliseUuid } from '@popis/identification';
import type { Direction } from '@popis/model';
import type { GivenBy } from './current-state.ts';
import { heirOf } from './heir.ts';
import type { PlannedChange } from './plan.ts';
import type { ReferredPart, RunMapping } from './run-record.ts';

/** By what a card that is referred to is looked for. */
export type ReferredBy =
  /** A UUID as 32 digits in upper case, in either byte order; `text` is the one of them that stands for both. */
  | { readonly kind: 'uuid'; readonly text: string; readonly forms: readonly string[] }
  | { readonly kind: 'text'; readonly text: string };

/**
 * Reads the value by which a record refers to a card; `undefined` when it names none. Hypervisors and firmware disagree on
 * the byte order of the UUID of one virtual machine (SMBIOS 2.6, 7.2.1), so a UUID is looked for in both.
 */
export function toReferredBy(value: string): ReferredBy | undefined {
  const digits = normaliseUuid(value);
  if (digits !== null && /^[0-9A-F]{32}$/.test(digits)) {
    return { kind: 'uuid', text: canonicalUuid(digits), forms: [...new Set(bothByteOrders(digits))] };
  }
  return normaliseSerial(value) === null ? undefined : { kind: 'text', text: value.trim() };
}

/** Whether a class and domain are ones on which a mapping refers to cards and never makes any. */
export function isReferred(mapping: RunMapping, className: string, domain: string): boolean {
  return mapping.classes.some(
    (each) => each.refers !== undefined && each.name === className && each.domain === domain,
  );
}

/** A card that a record refers to, found without doubt. */
export interface FoundReferred extends Pick<ReferredPart, 'domain' | 'direction' | 'class'> {
  readonly masterId: string;
  /** How people call the master. */
  readonly master: string;
  readonly cardId: string;
  /** How people call the card. */
  readonly key: string | null;
}

/** A relation that stands between a master and a card that it may refer to. */
export interface StandingReferred {
  readonly relationId: string;
  readonly domain: string;
  readonly direction: Direction;
  readonly class: string;
  readonly masterId: string;
  readonly cardId: string;
  readonly key: string | null;
  readonly relatedBySource: boolean;
  /** Whether the source says it too of a relation that goes by another. */
  readonly saidBySource: boolean;
  /** Of a relation that goes by the source: others who say it too. */
  readonly alsoBy: readonly GivenBy[];
}

/** What the records of a run come to: cards found without doubt, and those of which any may be meant. */
export interface FoundAndDoubted {
  readonly found: readonly FoundReferred[];
  readonly doubted: readonly FoundReferred[];
}

/**
 * Plans the relations of masters with the cards that they refer to: those of this source that are not reported any more end,
 * or go by others who say them, then those that are missing begin. What stands and may be meant stays. Cards are never created, changed or retired for it.
 * Of a relation that goes by another, it is remembered that this source says it too. Each is a unit of its own, since one that
 * cannot be keeps no other from being written.
 */
export function planReferred(
  { found, doubted }: FoundAndDoubted,
  standing: readonly StandingReferred[],
): (readonly PlannedChange[])[] {
  const wanted = new Map(found.map((each) => [pairOf(each), each]));
  const staying = new Set([...wanted.keys(), ...doubted.map(pairOf)]);
  const stands = new Set(standing.map(pairOf));
  const unsaid = standing.filter((each) => each.saidBySource && !staying.has(pairOf(each)));
  const said = standing.filter(
    (each) => !each.relatedBySource && !each.saidBySource && wanted.has(pairOf(each)),
  );
  const ending = standing.filter((each) => each.relatedBySource && !staying.has(pairOf(each)));
  const beginning = [...wanted.values()].filter(
    (each) => !stands.has(pairOf(each)) && each.cardId !== each.masterId,
  );
  const gone = 'The source no longer reports it here';
  return [
    ...ending.map((each) => {
      const heir = heirOf(each.alsoBy);
      return [
        heir === undefined
          ? stepOf('unrelate', each, gone, each.relationId)
          : stepOf('handover', each, `${gone}, ${heir.source} does`, each.relationId, heir),
      ];
    }),
    ...unsaid.map((each) => [stepOf('keep', each, `${gone}, another does`, each.relationId)]),
    ...said.map((each) => [stepOf('keep', each, 'The source reports it here too', null)]),
    ...beginning.map((each) => [stepOf('relate', each, `${each.master} reports it`, null)]),
  ];
}

function pairOf({ domain, direction, masterId, cardId }: FoundReferred | StandingReferred): string {
  return `${domain} ${direction} ${masterId} ${cardId}`;
}

function stepOf(
  action: 'relate' | 'unrelate' | 'handover' | 'keep',
  { class: className, key, cardId, domain, direction, masterId }: FoundReferred | StandingReferred,
  reason: string,
  relationId: string | null,
  heir?: GivenBy,
): PlannedChange {
  const relation = { domain, direction, masterId, relationId, heir };
  const rest = { base: null, differences: [], losing: [], shared: true };
  return { action, class: className, key, cardId, reason, relation, ...rest };
}
