import { type AttributeValue, canonicalJson, equalValues } from '@popis/model';
import type { GivenBy } from './current-state.ts';
import type { Values } from './run-record.ts';

/** A version of a card: values and who gave them. References are not among them: they are relations. */
export interface CardVersion {
  readonly values: Values;
  readonly provenance: Readonly<Record<string, GivenBy>>;
}

/** A card that a change of a run wrote: as it was before, as the change left it, and as it is now. */
export interface ChangedCard {
  readonly id: string;
  readonly class: string;
  readonly key: string | null;
  /** Null: the change created it. */
  readonly before: CardVersion | null;
  /** Null: the change retired it. */
  readonly after: CardVersion | null;
  /** Null: it is retired. */
  readonly now: CardVersion | null;
  /** What others than the run have hung on it. */
  readonly hangers: readonly string[];
}

/** Something that an undo leaves as it is, and why. */
export interface Left {
  readonly cardId: string;
  readonly class: string;
  readonly key: string | null;
  /** Null: the card, or a relation of it. */
  readonly attribute: string | null;
  readonly reason: string;
}

/** What an undo does to one card. */
export interface CardUndo {
  readonly id: string;
  readonly class: string;
  readonly action: 'retire' | 'restore' | 'update' | 'none';
  readonly values: Values;
  /** Provenance that goes with the values; null takes one away. */
  readonly given: Readonly<Record<string, GivenBy | null>>;
  readonly left: readonly Left[];
}

/**
 * Three-way: what the run changed becomes what it was, unless somebody has changed it since, attribute by attribute. A
 * value of the run is known by its provenance, so that somebody who set the same value again is left as well.
 */
export function planCardUndo(card: ChangedCard, runId: string): CardUndo {
  if (card.before === null) return planUncreate(card, runId);
  if (card.after === null) return planUnretire(card, card.before);
  return planUnchange(card, card.before, card.after, runId);
}

function planUncreate(card: ChangedCard, runId: string): CardUndo {
  const { now, after } = card;
  if (now === null) return nothing(card, [leftOf(card, null, 'It is retired already')]);
  const left: Left[] = [];
  for (const attribute of Object.keys(now.provenance)) {
    if (!isOfRun(now, after, attribute, runId))
      left.push(leftOf(card, attribute, editedReason(now, attribute)));
  }
  if (left.length > 0) left.unshift(leftOf(card, null, 'It was edited since it was created: it stays'));
  for (const hanger of card.hangers) left.push(leftOf(card, null, `It stays, since there is ${hanger}`));
  return left.length > 0 ? nothing(card, left) : { ...nothing(card, []), action: 'retire' };
}

function planUnretire(card: ChangedCard, before: CardVersion): CardUndo {
  if (card.now !== null) return nothing(card, [leftOf(card, null, 'It was brought back since')]);
  const values: Record<string, AttributeValue> = {};
  const given: Record<string, GivenBy | null> = { ...before.provenance };
  for (const [attribute, value] of Object.entries(before.values)) {
    if (value === null) continue;
    values[attribute] = value;
    // what nobody had given is not given by the undo
    given[attribute] ??= null;
  }
  return { ...nothing(card, []), action: 'restore', values, given };
}

function planUnchange(card: ChangedCard, before: CardVersion, after: CardVersion, runId: string): CardUndo {
  const { now } = card;
  if (now === null) return nothing(card, [leftOf(card, null, 'It was retired since')]);
  const values: Record<string, AttributeValue> = {};
  const given: Record<string, GivenBy | null> = {};
  const left: Left[] = [];
  for (const attribute of listAttributes(before, after)) {
    const old = before.values[attribute] ?? null;
    if (equalValues(old, after.values[attribute]) && isSameGiver(before, after, attribute)) continue;
    if (isOfRun(now, after, attribute, runId)) {
      values[attribute] = old;
      given[attribute] = before.provenance[attribute] ?? null;
    } else left.push(leftOf(card, attribute, editedReason(now, attribute)));
  }
  const action = Object.keys(values).length > 0 ? 'update' : 'none';
  return { ...nothing(card, left), action, values, given };
}

function listAttributes(...versions: readonly CardVersion[]): Set<string> {
  return new Set(versions.flatMap(({ values, provenance }) => [values, provenance].flatMap(Object.keys)));
}

function isSameGiver(before: CardVersion, after: CardVersion, attribute: string): boolean {
  const [one, other] = [before, after].map(({ provenance }) => canonicalJson({ ...provenance[attribute] }));
  return one === other;
}

/** Whether an attribute still is what the run made it. */
function isOfRun(now: CardVersion, after: CardVersion | null, attribute: string, runId: string): boolean {
  const given = now.provenance[attribute];
  if (given?.runId === runId) return true;
  return canonicalJson({ ...given }) === canonicalJson({ ...after?.provenance[attribute] });
}

function editedReason(now: CardVersion, attribute: string): string {
  const given = now.provenance[attribute];
  return given === undefined
    ? 'It was changed since'
    : `It was changed since by ${given.source} at ${given.at}`;
}

function nothing({ id, class: className }: ChangedCard, left: readonly Left[]): CardUndo {
  return { id, class: className, action: 'none', values: {}, given: {}, left };
}

function leftOf({ id, class: className, key }: ChangedCard, attribute: string | null, reason: string): Left {
  return { cardId: id, class: className, key, attribute, reason };
}
