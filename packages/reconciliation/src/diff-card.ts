import { type AttributeValue, type Catalogue, equalValues, usualValueOf } from '@popis/model';
import { type Candidate, type Precedence, withCandidate } from './candidate.ts';
import type { CurrentCard } from './current-state.ts';
import { decideAttribute, sameCandidates, without } from './decide-attribute.ts';
import type { Difference, LosingCandidates } from './plan.ts';
import type { RecordPart, Values } from './run-record.ts';

/** In whose name and when a plan is made, and the rules it goes by. */
export interface PlanContext {
  readonly source: string;
  readonly runId: string;
  readonly catalogue: Catalogue;
  /** UTC instant, ISO 8601. */
  readonly now: string;
  /** Gives ids to the cards that the plan creates. */
  readonly newCardId: () => string;
  /**
   * The id that the card of a record, or of the part at a place in it, has been given before, if any: others may refer to it
   * already.
   */
  readonly cardIdOf?: (seq: number, part?: number) => string | undefined;
  /** The id of the card that a part of a record is to have again, if it had one. */
  readonly partIdOf?: (part: RecordPart) => string | undefined;
  /** Rules of the class where it has its own. */
  readonly precedenceOf?: (className: string, attribute: string) => Precedence;
}

/** How a card differs from what the source says of it. */
export interface CardDifference {
  readonly differences: readonly Difference[];
  /** Where a stronger source holds its value: `old` is the value kept, `new` the one refused. */
  readonly kept: readonly Difference[];
  readonly losing: readonly LosingCandidates[];
}

/**
 * Compares a card with what the source says, attribute by attribute; attributes the source does not mention stay. Those
 * in `removed` are the ones on which it takes its word back.
 */
export function diffCard(
  card: CurrentCard,
  wanted: Values,
  context: PlanContext,
  removed: readonly string[] = [],
): CardDifference {
  const differences: Difference[] = [];
  const kept: Difference[] = [];
  const losing: LosingCandidates[] = [];
  const { catalogue, now, precedenceOf, source: speaker } = context;
  const rules = { catalogue, now, precedenceOf, speaker };
  const decide = (attribute: string, change: (standing: readonly Candidate[]) => readonly Candidate[]) => {
    const decided = decideAttribute(card, attribute, change, rules);
    const { value, winner, beside } = decided;
    const old = card.attributes[attribute] ?? null;
    if (decided.isWritten) differences.push({ attribute, old, new: value, winner });
    if (!sameCandidates(beside, card.losing[attribute] ?? [])) losing.push({ attribute, losing: beside });
    return decided;
  };
  for (const [attribute, value] of Object.entries(wanted)) {
    const mine = candidateOf(value, context);
    const { winner } = decide(attribute, (standing) => withCandidate(standing, mine));
    if (winner !== null && !equalValues(winner.value, value)) {
      kept.push({ attribute, old: winner.value, new: value, winner });
    }
  }
  for (const attribute of removed) decide(attribute, (standing) => without(standing, context.source));
  return { differences, kept, losing };
}

/** The differences of a card that does not exist yet: all that the source says of it, and the defaults of its class. */
export function diffNewCard(className: string, given: Values, context: PlanContext): readonly Difference[] {
  const differences: Difference[] = [];
  const wanted: Record<string, AttributeValue> = { ...given };
  for (const attribute of context.catalogue.findClass(className)?.attributes ?? []) {
    if (wanted[attribute.name] === undefined)
      wanted[attribute.name] = usualValueOf(context.catalogue, attribute);
  }
  for (const [attribute, value] of Object.entries(wanted)) {
    // What is usually empty is nobody's word; what the source sends empty is its own.
    if (value === null && given[attribute] === undefined) continue;
    if (value === null && isReference(className, attribute, context)) continue;
    differences.push({ attribute, old: null, new: value, winner: candidateOf(value, context) });
  }
  return differences;
}

/** What the source says of a card about to be created that the card itself cannot hold: references that show nothing. */
export function listBesideNewCard(
  className: string,
  given: Values,
  context: PlanContext,
): LosingCandidates[] {
  const beside: LosingCandidates[] = [];
  for (const [attribute, value] of Object.entries(given)) {
    if (value !== null || !isReference(className, attribute, context)) continue;
    beside.push({ attribute, losing: [candidateOf(value, context)] });
  }
  return beside;
}

function isReference(className: string, attribute: string, { catalogue }: PlanContext): boolean {
  return catalogue.findAttribute(className, attribute)?.type === 'reference';
}

/** The mandatory attributes that a card about to be created would lack: neither the source nor a default gives them. */
export function listMissing(
  created: { readonly class: string; readonly differences: readonly Difference[] },
  catalogue: Catalogue,
): readonly string[] {
  const given = new Set(
    created.differences.filter((each) => each.new !== null).map((each) => each.attribute),
  );
  const missing: string[] = [];
  for (const attribute of catalogue.findClass(created.class)?.attributes ?? []) {
    if (attribute.mandatory && !given.has(attribute.name)) missing.push(attribute.name);
  }
  return missing;
}

/** A value as the word of the source in whose name is planned. */
export function candidateOf(value: AttributeValue, context: PlanContext): Candidate {
  return { source: context.source, value, runId: context.runId, at: context.now };
}
