import { type AttributeValue, type Catalogue, equalValues, usualValueOf } from '@popis/model';
import { type Candidate, DEFAULT_PRECEDENCE, effectiveValue, type Precedence } from './candidate.ts';
import type { CurrentCard } from './current-state.ts';

/** By which rules an attribute is decided, and when. */
export interface DecisionRules {
  readonly catalogue: Pick<Catalogue, 'findAttribute' | 'findLookup'>;
  /** UTC instant, ISO 8601. */
  readonly now: string;
  /** Rules of the class where it has its own. */
  readonly precedenceOf?: ((className: string, attribute: string) => Precedence) | undefined;
  /** The source that is speaking now: what it repeats is fresh. */
  readonly speaker?: string | undefined;
}

/** What an attribute of a card comes to once somebody has spoken, or taken a word back, or an end has come. */
export interface Decision {
  readonly value: AttributeValue;
  /** Who gives the value; null when nobody does: it is the usual one then, or none. */
  readonly winner: Candidate | null;
  /** Whether the card has to be written: its value is another, or whoever held it does not hold it any more. */
  readonly isWritten: boolean;
  /** The candidates that the card itself does not hold, as they are to be kept beside it. */
  readonly beside: readonly Candidate[];
}

/**
 * Decides an attribute of a card over candidates made from those that stand. A card that agrees is not written: whoever gave
 * the value keeps the merit of it for as long as its word stands.
 */
export function decideAttribute(
  card: CurrentCard,
  attribute: string,
  change: (standing: readonly Candidate[]) => readonly Candidate[],
  rules: DecisionRules,
): Decision {
  const { now } = rules;
  const old = card.attributes[attribute] ?? null;
  const precedence = precedenceFor(card, attribute, rules);
  const { winner, losing } = effectiveValue(change(listCandidates(card, attribute)), precedence, now);
  const alive = winner === undefined ? [] : [winner, ...losing];
  const definition = rules.catalogue.findAttribute(card.class, attribute);
  const usual = definition === undefined ? null : usualValueOf(rules.catalogue, definition);
  const value = winner === undefined ? usual : winner.value;
  const isReference = definition?.type === 'reference';
  const held = card.provenance[attribute];
  const holder = held?.source ?? '';
  const stillHolds = held !== undefined && alive.some((each) => sameCandidate(each, { ...held, value: old }));
  if (equalValues(value, old) && (stillHolds || held === undefined)) {
    const beside = without(alive, stillHolds ? holder : '');
    return { value, winner: winner ?? null, isWritten: false, beside };
  }
  // An end that shows nothing is no relation, and so has none to tell whose word it is.
  const beside = isReference && value === null ? alive : losing;
  return { value, winner: winner ?? null, isWritten: true, beside: without(beside, '') };
}

/** How what a source says of an attribute counts now: the higher rank holds. */
export function rankOf(
  card: CurrentCard,
  attribute: string,
  candidate: Candidate,
  rules: DecisionRules,
): number {
  return precedenceFor(card, attribute, rules)(candidate, rules.now);
}

/** What a source repeats stays fresh, though it keeps the instant at which it was first said. */
function precedenceFor(card: CurrentCard, attribute: string, rules: DecisionRules): Precedence {
  const precedence = rules.precedenceOf?.(card.class, attribute) ?? DEFAULT_PRECEDENCE;
  return (candidate, now) => {
    const { source, at } = candidate;
    const seenAt = source === rules.speaker ? rules.now : (card.seenAt?.[source] ?? at);
    return precedence(seenAt > at ? { ...candidate, at: seenAt } : candidate, now);
  };
}

/** What all sources say of an attribute: what the card holds, and what stands beside it. */
export function listCandidates(card: CurrentCard, attribute: string): readonly Candidate[] {
  const value = card.attributes[attribute] ?? null;
  const given = card.provenance[attribute];
  const beside = card.losing[attribute] ?? [];
  if (given === undefined) return value === null ? beside : [{ ...NOBODY, value }, ...beside];
  return [{ ...given, value }, ...without(beside, given.source)];
}

/** The candidates of all but one source. */
export function without(candidates: readonly Candidate[], source: string): readonly Candidate[] {
  return candidates.filter((each) => each.source !== source);
}

/** Whether the same candidates are kept beside a card, in whatever order. */
export function sameCandidates(a: readonly Candidate[], b: readonly Candidate[]): boolean {
  return a.length === b.length && a.every((one) => b.some((other) => sameCandidate(one, other)));
}

function sameCandidate(a: Candidate, b: Candidate): boolean {
  return (
    a.source === b.source && a.at === b.at && a.expiresAt === b.expiresAt && equalValues(a.value, b.value)
  );
}

const NOBODY = { source: '', runId: null, at: '' } as const;
