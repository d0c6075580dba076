import type { CardSummary } from '../cards/card-summaries.read-model.ts';
import type { Concerned } from './concerned.ts';
import type { Hit } from './explain-hits.ts';
import type { CardEnd, Scenario, ScenarioEffect } from './scenario.ts';
import type { WalkedRelation } from './walk.read-model.ts';
import type { ImpactDirection } from './walk-rules.ts';

/** What may happen, to which cards at once. */
export interface CardScenario extends Scenario {
  cardIds: readonly string[];
}

/** Which impact is asked for. */
export interface WantedImpact extends CardScenario {
  direction: ImpactDirection;
  depth: number;
  /** Most hits. */
  limit: number;
  asOf?: Date | undefined;
}

/** Two scenarios that are compared. */
export interface WantedComparison extends Pick<WantedImpact, 'depth' | 'limit' | 'asOf'> {
  one: CardScenario;
  other: CardScenario;
}

/** A hit with what becomes of it; `ends` where a date was asked for and the card has one. */
export interface ScenarioHit extends Hit {
  effect: ScenarioEffect;
  ends: CardEnd | null;
}

/** Relations with the cards where they lead. */
export interface ShownRelations {
  relations: { relation: WalkedRelation; card: CardSummary }[];
  more: boolean;
}

/** What a scenario does. */
export interface Impact {
  hits: ScenarioHit[];
  /** What the date of an expiry finds at the first card that was named. */
  ends: CardEnd | null;
  /** Cards left out by the limit; `exact`: nothing can be behind them. */
  truncated: { nodes: number; exact: boolean } | null;
  /** Relations of the cards and of the hits that were not followed, because nobody has said what they carry. */
  unknown: ShownRelations;
  /** Relations that forbid to retire what would retire. */
  forbids: ShownRelations;
  concerned: Concerned;
}
