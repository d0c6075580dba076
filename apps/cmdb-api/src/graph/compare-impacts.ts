import type { CardSummary } from '../cards/card-summaries.read-model.ts';
import type { ConcernedDocument } from './concerned-documents.read-model.ts';
import type { Impact, ScenarioHit } from './impact.ts';
import type { Step } from './walk.read-model.ts';

/** What only one of two scenarios has, and what both have. */
export interface Sides<Side, Both = Side> {
  onlyOne: Side[];
  onlyOther: Side[];
  both: Both[];
}

/** A card that both scenarios reach; `null` where it is a first card of that one. */
export interface SharedHit {
  card: CardSummary;
  one: ScenarioHit | null;
  other: ScenarioHit | null;
}

/** What two scenarios have in common, and what they have not. */
export interface ImpactComparison {
  hits: Sides<ScenarioHit, SharedHit>;
  people: Sides<CardSummary>;
  sectors: Sides<CardSummary>;
  contracts: Sides<CardSummary>;
  licences: Sides<CardSummary>;
  documents: Sides<ConcernedDocument>;
  one: ComparedSide;
  other: ComparedSide;
  /** Every card that paths of the hits lead over. */
  cards: Map<string, CardSummary>;
}

/** What a comparison says of one of its scenarios. Where one is not whole, what only the other has may be in both. */
export interface ComparedSide {
  hits: number;
  /** Whether everything within the depth is told. */
  isWhole: boolean;
  ends: Impact['ends'];
  forbids: Impact['forbids'];
}

/** An impact with the cards that it is of. */
type StartedImpact = Impact & { start: readonly string[] };

/** Holds two impacts against each other; each side keeps its order. */
export function compareImpacts(one: StartedImpact, other: StartedImpact): ImpactComparison {
  const related = (list: 'people' | 'sectors' | 'contracts' | 'licences') =>
    compareBy(cardsOf(one.concerned[list]), cardsOf(other.concerned[list]), ({ id }) => id);
  return {
    hits: compareHits(one, other),
    people: related('people'),
    sectors: related('sectors'),
    contracts: related('contracts'),
    licences: related('licences'),
    documents: compareBy(one.concerned.documents, other.concerned.documents, ({ id, cardId }) => id + cardId),
    one: toSide(one),
    other: toSide(other),
    cards: new Map([...one.hits, ...other.hits].map(({ card }) => [card.id, card])),
  };
}

function compareHits(one: StartedImpact, other: StartedImpact): Sides<ScenarioHit, SharedHit> {
  const found = new Map(other.hits.map((hit) => [hit.card.id, hit]));
  const sides: Sides<ScenarioHit, SharedHit> = { onlyOne: [], onlyOther: [], both: [] };
  for (const hit of one.hits) {
    const twin = found.get(hit.card.id);
    found.delete(hit.card.id);
    if (twin === undefined && !other.start.includes(hit.card.id)) sides.onlyOne.push(hit);
    else sides.both.push({ card: hit.card, one: hit, other: twin ?? null });
  }
  for (const hit of found.values()) {
    if (one.start.includes(hit.card.id)) sides.both.push({ card: hit.card, one: null, other: hit });
    else sides.onlyOther.push(hit);
  }
  return sides;
}

function compareBy<T>(one: readonly T[], other: readonly T[], keyOf: (item: T) => string): Sides<T> {
  const [first, second] = [new Set(one.map(keyOf)), new Set(other.map(keyOf))];
  return {
    onlyOne: one.filter((item) => !second.has(keyOf(item))),
    onlyOther: other.filter((item) => !first.has(keyOf(item))),
    both: one.filter((item) => second.has(keyOf(item))),
  };
}

function cardsOf(steps: readonly Step[]): CardSummary[] {
  return steps.map(({ card }) => card);
}

function toSide({ hits, truncated, concerned, ends, forbids }: Impact): ComparedSide {
  return { hits: hits.length, isWhole: truncated === null && !concerned.more, ends, forbids };
}
