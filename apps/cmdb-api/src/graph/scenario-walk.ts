import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { listCardEnds } from './card-ends.read-model.ts';
import { type Reach, reach, reachOn, type Walk } from './reach.ts';
import { type CardEnd, hasEnded, type Scenario, type ScenarioEffect, usualEnds } from './scenario.ts';
import { followHeld, followImpact, followRetiring, type ImpactDirection } from './walk-rules.ts';

/** What a scenario is walked by; `limit` is of hits, the first cards are none. */
export interface WantedWalk extends Scenario, Pick<Walk, 'cardIds' | 'depth' | 'limit' | 'asOf'> {
  direction: ImpactDirection;
}

/** What a scenario reaches, and what becomes of it. */
export interface ScenarioReach extends Reach {
  effects: Map<string, ScenarioEffect>;
  /** Of an expiry, when cards end. */
  ends: ReadonlyMap<string, CardEnd>;
}

/**
 * Walks from cards the relations that count for what happens to them.
 *
 * @throws NotFoundError when one of the cards is not there at the instant
 */
export async function walkScenario(
  tx: Tx,
  catalogue: StoredCatalogue,
  { event, direction, on = '', ends, ...bounds }: WantedWalk,
): Promise<ScenarioReach> {
  const walk = { ...bounds, limit: bounds.limit + bounds.cardIds.length };
  const failing = followImpact(catalogue, direction);
  if (event === 'retire') return walkRetiring(tx, catalogue, walk);
  if (event === 'expire') {
    return walkExpiring(tx, catalogue, { ...walk, rules: failing }, { on, ends: ends ?? usualEnds });
  }
  const rules = event === 'move' ? followHeld(catalogue) : failing;
  const reached = await reach(tx, catalogue, { ...walk, rules });
  return withEffects(reached, () => (event === 'move' ? 'moves' : 'fails'));
}

/** First the cards that retire along, as the domains say, then what fails with any of them. */
async function walkRetiring(
  tx: Tx,
  catalogue: StoredCatalogue,
  walk: Omit<Walk, 'rules'>,
): Promise<ScenarioReach> {
  const retiring = await reach(tx, catalogue, { ...walk, rules: followRetiring(catalogue, 'retire') });
  const effectOf = (id: string) => (retiring.cards.has(id) ? 'retires' : 'fails');
  if (retiring.leftOut > 0) return withEffects({ ...retiring, isExact: false }, effectOf);
  const rules = followImpact(catalogue, 'affects');
  return withEffects(await reachOn(tx, catalogue, { ...walk, rules }, retiring.cards), effectOf);
}

/** As a failure, but a card that has an end of its own after the day stops it there. */
async function walkExpiring(
  tx: Tx,
  catalogue: StoredCatalogue,
  walk: Walk,
  { on, ends: names }: { on: string; ends: readonly string[] },
): Promise<ScenarioReach> {
  const ends = new Map<string, CardEnd>();
  const readEnds = async (cardIds: readonly string[]) => {
    const found = await listCardEnds(tx, catalogue, { cardIds, names, asOf: walk.asOf });
    for (const [id, end] of found) ends.set(id, end);
    return cardIds.filter((id) => hasEnded(ends.get(id), on));
  };
  const reached = await reach(tx, catalogue, { ...walk, carriesOn: readEnds });
  // The last level was walked to, and not on.
  const last = [...reached.cards.values()].filter(({ depth }) => depth > 0).map(({ card }) => card.id);
  await readEnds(last.filter((id) => !ends.has(id)));
  return { ...withEffects(reached, (id) => (isOver(ends.get(id), on) ? 'expires' : 'uncovered')), ends };
}

function isOver(end: CardEnd | undefined, day: string): boolean {
  return end !== undefined && hasEnded(end, day);
}

function withEffects(reached: Reach, effectOf: (id: string) => ScenarioEffect): ScenarioReach {
  const effects = new Map([...reached.cards.keys()].map((id) => [id, effectOf(id)] as const));
  return { ...reached, effects, ends: new Map() };
}
