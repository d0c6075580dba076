import { type AttributeValue, type Catalogue, equalValues, usualValueOf } from '@popis/model';
import {
  type Candidate,
  DEFAULT_PRECEDENCE,
  effectiveValue,
  type Precedence,
  withCandidate,
} from './candidate.ts';
import type { CurrentCard } from './current-state.ts';
import type { Difference, LosingCandidates } from './plan.ts';
import type { Values } from './run-record.ts';

/** In whose name and when a plan is made, and the rules it goes by. */
export interface PlanContext {
  readonly source: string;
  readonly runId: string;
  readonly catalogue: Catalogue;
  /** UTC instant, ISO 8601. */
  readonly now: string;
  /** Gives ids to the cards that the plan creates. */
  readonly newCardId: () => string;
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

/** Compares a card with what the source says, attribute by attribute; attributes the source does not mention stay. */
export function diffCard(card: CurrentCard, wanted: Values, context: PlanContext): CardDifference {
  const differences: Difference[] = [];
  const kept: Difference[] = [];
  const losing: LosingCandidates[] = [];
  for (const [attribute, value] of Object.entries(wanted)) {
    const old = card.attributes[attribute] ?? null;
    const decided = decideAttribute(card, attribute, value, context);
    if (!equalValues(decided.winner.value, old)) {
      differences.push({ attribute, old, new: decided.winner.value, winner: decided.winner });
    }
    if (!equalValues(decided.winner.value, value)) {
      kept.push({ attribute, old: decided.winner.value, new: value, winner: decided.winner });
    }
    if (!sameCandidates(decided.losing, card.losing[attribute] ?? [])) {
      losing.push({ attribute, losing: decided.losing });
    }
  }
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
    if (value === null) continue;
    differences.push({ attribute, old: null, new: value, winner: candidateOf(value, context) });
  }
  return differences;
}

/** The mandatory attributes that a card about to be created would lack: neither the source nor a default gives them. */
export function listMissing(
  created: { readonly class: string; readonly differences: readonly Difference[] },
  catalogue: Catalogue,
): readonly string[] {
  const given = new Set(created.differences.map((each) => each.attribute));
  const missing: string[] = [];
  for (const attribute of catalogue.findClass(created.class)?.attributes ?? []) {
    if (attribute.mandatory && !given.has(attribute.name)) missing.push(attribute.name);
  }
  return missing;
}

function decideAttribute(
  card: CurrentCard,
  attribute: string,
  value: AttributeValue,
  context: PlanContext,
): { winner: Candidate; losing: readonly Candidate[] } {
  const mine = candidateOf(value, context);
  const candidates = withCandidate(standingCandidates(card, attribute), mine);
  const precedence = withConfirmation(card, context, context.precedenceOf?.(card.class, attribute));
  const { winner = mine, losing } = effectiveValue(candidates, precedence, context.now);
  // a value that agrees has not lost: it is not kept, so that agreement writes nothing
  return { winner, losing: losing.filter((each) => !equalValues(each.value, winner.value)) };
}

/** What a source repeats stays fresh, though it keeps the instant at which it was first said. */
function withConfirmation(
  card: CurrentCard,
  context: PlanContext,
  precedence: Precedence = DEFAULT_PRECEDENCE,
): Precedence {
  return (candidate, now) => {
    const { source, at } = candidate;
    const seenAt = source === context.source ? context.now : (card.seenAt?.[source] ?? at);
    return precedence(seenAt > at ? { ...candidate, at: seenAt } : candidate, now);
  };
}

function standingCandidates(card: CurrentCard, attribute: string): readonly Candidate[] {
  const value = card.attributes[attribute] ?? null;
  const given = card.provenance[attribute];
  const losing = card.losing[attribute] ?? [];
  if (given === undefined) return value === null ? losing : [{ ...NOBODY, value }, ...losing];
  return [{ ...given, value }, ...losing.filter((each) => each.source !== given.source)];
}

function candidateOf(value: AttributeValue, context: PlanContext): Candidate {
  return { source: context.source, value, runId: context.runId, at: context.now };
}

function sameCandidates(a: readonly Candidate[], b: readonly Candidate[]): boolean {
  return a.length === b.length && a.every((one, index) => sameCandidate(one, b[index]));
}

function sameCandidate(a: Candidate, b: Candidate | undefined): boolean {
  return b !== undefined && a.source === b.source && a.at === b.at && equalValues(a.value, b.value);
}

const NOBODY = { source: '', runId: null, at: '' } as const;
