import type { PathStep } from '@popis/model';
import { cardsOf, everyRelationOf, relationsOf } from './card-sources.ts';
import type { CardScope } from './list-scope.ts';
import { isNarrowed } from './row-clause.ts';

/** What a condition at the end of a path reads of the card there. */
export type EndRead = 'card' | 'id';

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
export function joinPath(
  scope: CardScope,
  steps: readonly PathStep[],
  start: string,
  endRead: EndRead = 'card',
): PathJoin {
  let near = start;
  const join: PathJoin = { from: '', where: 'true', startId: `${start}.id`, on: 'true', end: start };
  for (const [index, step] of steps.entries()) {
    const { relation, card } = namesAfter(near);
    const kind = `${relation}.domain_id = ${scope.catalogue.domainId(step.domain.name)}`;
    const nearId = `${relation}.${nearEnd(step)}_id`;
    const tie = `${kind} AND ${nearId} = ${near}.id`;
    const read = index < steps.length - 1 ? 'id' : endRead;
    const tiedFar = joinFar(scope, step, { relation, card, read });
    if (near === start) {
      Object.assign(join, { where: kind, startId: nearId, on: tie });
      join.from = `${everyRelationOf(scope.asOf)} AS ${relation} ${tiedFar}`;
    } else join.from += ` JOIN ${everyRelationOf(scope.asOf)} AS ${relation} ON ${tie} ${tiedFar}`;
    near = card;
  }
  return { ...join, end: near };
}

/**
 * The card at the far end. Where only its id leads on, the relation has it: that the card stands, and is of the domain's class,
 * is a foreign key's promise. Of the past there is none, and a row filter has to see the card.
 */
function joinFar(
  scope: CardScope,
  step: PathStep,
  { relation, card, read }: { relation: string; card: string; read: EndRead },
): string {
  const classIds = scope.catalogue.concreteIds(step.className);
  const farId = `${relation}.${farEnd(step)}_id`;
  const isPromised = scope.asOf === undefined && !isNarrowed(scope, classIds);
  if (read === 'id' && isPromised) return `CROSS JOIN LATERAL (SELECT ${farId} AS id) AS ${card}`;
  return `JOIN ${cardsOf(classIds, scope)} AS ${card} ON ${card}.id = ${farId}`;
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
  endRead: EndRead = 'card',
): string {
  if (steps.length === 0) return condition(start);
  const { from, on, end } = joinPath(scope, steps, start, endRead);
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
