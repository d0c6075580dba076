import type { PathStep } from '@popis/model';
import { cardsOf, everyRelationOf, relationsOf } from './card-sources.ts';
import type { CardScope } from './list-scope.ts';

/** A FROM item that leads along some steps. */
export interface PathJoin {
  from: string;
  /** What holds for its first relation, wherever the path starts. */
  where: string;
  /** The id of the card that the path starts at, as the first relation has it. */
  startId: string;
  /** Ties it to where it starts. */
  on: string;
  /** The alias of the cards at its end. */
  end: string;
}

/**
 * Joins the relations and cards along a path, as of the list's instant. Aliases are numbered on from that of the start, so
 * that a path within a condition on another path does not hide what it starts from.
 */
export function joinPath(scope: CardScope, steps: readonly PathStep[], start: string): PathJoin {
  let near = start;
  const join: PathJoin = { from: '', where: 'true', startId: `${start}.id`, on: 'true', end: start };
  for (const step of steps) {
    const { relation, card } = namesAfter(near);
    const kind = `${relation}.domain_id = ${scope.catalogue.domainId(step.domain.name)}`;
    const nearId = `${relation}.${nearEnd(step)}_id`;
    const tie = `${kind} AND ${nearId} = ${near}.id`;
    const far = `${cardsOf(scope.catalogue.concreteIds(step.className), scope)} AS ${card}`;
    const tiedFar = `JOIN ${far} ON ${card}.id = ${relation}.${farEnd(step)}_id`;
    if (near === start) {
      Object.assign(join, { where: kind, startId: nearId, on: tie });
      join.from = `${everyRelationOf(scope.asOf)} AS ${relation} ${tiedFar}`;
    } else join.from += ` JOIN ${everyRelationOf(scope.asOf)} AS ${relation} ON ${tie} ${tiedFar}`;
    near = card;
  }
  return { ...join, end: near };
}

/**
 * Joins to `card` the value at the end of a path, as `<alias>.shown`. Only for a path that has one value at most: then the join
 * neither adds nor drops a card.
 */
export function joinValue(
  scope: CardScope,
  steps: readonly PathStep[],
  alias: string,
  valueAt: (end: string) => string,
): string {
  const { from, where, startId, end } = joinPath(scope, steps, 'card');
  return `LEFT JOIN (SELECT ${startId} AS start_id, ${valueAt(end)} AS shown FROM ${from} WHERE ${where}) AS ${alias}
    ON ${alias}.start_id = card.id`;
}

/** That some card at the end of the steps meets a condition; without steps, that the start does. */
export function existsAlong(
  scope: CardScope,
  steps: readonly PathStep[],
  start: string,
  condition: (alias: string) => string,
): string {
  if (steps.length === 0) return condition(start);
  const { from, on, end } = joinPath(scope, steps, start);
  return `EXISTS (SELECT FROM ${from} WHERE ${on} AND ${condition(end)})`;
}

/** That a card has a relation of this kind, to one of the cards at a place, if given. */
export function existsRelation(scope: CardScope, step: PathStep, start: string, cards?: string): string {
  const { relation } = namesAfter(start);
  const among = cards === undefined ? '' : ` AND ${relation}.${farEnd(step)}_id = ANY (${cards}::uuid[])`;
  return `EXISTS (SELECT FROM ${relationsOf(scope)} AS ${relation}
    WHERE ${relation}.domain_id = ${scope.catalogue.domainId(step.domain.name)}
      AND ${relation}.${nearEnd(step)}_id = ${start}.id${among})`;
}

function nearEnd(step: PathStep): 'source' | 'target' {
  return step.direction === 'directed' ? 'source' : 'target';
}

function farEnd(step: PathStep): 'source' | 'target' {
  return step.direction === 'directed' ? 'target' : 'source';
}

function namesAfter(alias: string): { relation: string; card: string } {
  const next = Number(/\d+$/.exec(alias)?.[0] ?? 0) + 1;
  return { relation: `shown${next}`, card: `card${next}` };
}
