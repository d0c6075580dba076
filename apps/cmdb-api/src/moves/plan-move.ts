import { type Fault, InvalidInputError } from '@popis/errors';
import type { Direction, DomainDefinition } from '@popis/model';
import type { CardWork } from '../cards/card-work.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { WalkedRelation } from '../graph/walk.read-model.ts';
import { followHeld, type WalkRules } from '../graph/walk-rules.ts';

/** How a card stands at a place: by a relation of this domain, of which it is this end. */
export interface MoveWay {
  domain: DomainDefinition;
  direction: Direction;
  /** Whether it stands at one place at most. */
  once: boolean;
  /** The reference attribute that shows the relation, if its class has one. */
  attribute: string | undefined;
}

/** What a move changes; nothing where the card stands there already. */
export interface MovePlan {
  ends: WalkedRelation | undefined;
  begins: { domain: string; source: string; target: string } | undefined;
  work: CardWork;
}

/**
 * Finds the domain by which a card of one class stands at one of another. One of which a card has a single relation goes before
 * those of which it may have several.
 *
 * @throws InvalidInputError when there is none, or more than one and none is named
 */
export function findWay(
  catalogue: StoredCatalogue,
  classes: { card: string; place: string },
  named: string | undefined,
): MoveWay {
  const domains = named === undefined ? catalogue.domains : [catalogue.getDomain(named)];
  const ways = domains.flatMap((domain) => listWays(catalogue, domain, classes));
  const single = ways.filter(({ once }) => once);
  const [way, ...others] = single.length > 0 ? single : ways;
  if (way === undefined) {
    throw refuse('query.to', `is a ${classes.place}, to which no such domain relates a ${classes.card}`);
  }
  if (others.length === 0) return way;
  const names = [way, ...others].map(({ domain }) => domain.name).join(', ');
  throw refuse('query.domain', `must say which way it moves: there are ${names}`);
}

function listWays(
  catalogue: StoredCatalogue,
  domain: DomainDefinition,
  { card, place }: { card: string; place: string },
): MoveWay[] {
  const { source, target, cardinality } = domain;
  const ways: MoveWay[] = [];
  const add = (direction: Direction, once: boolean) => {
    const shown = catalogue.references(card).find((reference) => {
      return reference.domain.name === domain.name && reference.direction === direction;
    });
    ways.push({ domain, direction, once, attribute: shown?.name });
  };
  const isOnce = (many: DomainDefinition['cardinality']) => cardinality === many || cardinality === '1:1';
  if (catalogue.isA(card, source) && catalogue.isA(place, target)) add('directed', isOnce('N:1'));
  if (catalogue.isA(card, target) && catalogue.isA(place, source)) add('inverted', isOnce('1:N'));
  // Where both ends suit, the end at which it stands once counts, else the source.
  return [...ways.filter(({ once }) => once), ...ways].slice(0, 1);
}

/**
 * Plans which relation ends and which begins.
 *
 * @throws InvalidInputError when the card stands at several places and it is not said which one it leaves
 */
export function planMove(
  way: MoveWay,
  { card, to, from }: { card: string; to: string; from: string | undefined },
  standing: readonly WalkedRelation[],
): MovePlan {
  const { domain, direction, attribute } = way;
  if (standing.some(({ far }) => far === to)) return { ends: undefined, begins: undefined, work: {} };
  const ends = findLeft(way, from, standing);
  const [source, target] = direction === 'directed' ? [card, to] : [to, card];
  const begins = { domain: domain.name, source, target };
  const work =
    attribute === undefined
      ? { unrelate: ends === undefined ? [] : [{ id: ends.id }], relate: [begins] }
      : { update: [{ id: card, attributes: { [attribute]: to } }] };
  return { ends, begins, work };
}

function findLeft(
  { domain }: MoveWay,
  from: string | undefined,
  standing: readonly WalkedRelation[],
): WalkedRelation | undefined {
  const left = from === undefined ? standing : standing.filter(({ far }) => far === from);
  if (from !== undefined && left.length === 0) {
    throw refuse('query.from', `is no card that it stands at by ${domain.name}`);
  }
  if (left.length < 2) return left[0];
  throw refuse('query.from', `must say which one it leaves: it stands at ${left.length} by ${domain.name}`);
}

/** Walks to what moves along: what the cards hold, and what stands below them the same way. */
export function followMoved(catalogue: StoredCatalogue, { domain, direction, once }: MoveWay): WalkRules {
  const held = followHeld(catalogue);
  if (!once) return held;
  const id = catalogue.domainId(domain.name);
  return direction === 'directed'
    ? { ...held, fromTarget: [...held.fromTarget, id] }
    : { ...held, fromSource: [...held.fromSource, id] };
}

/** Walks from a card to what holds it. */
export function followHolding(catalogue: StoredCatalogue): WalkRules {
  const { fromSource, fromTarget } = followHeld(catalogue);
  return { fromSource: fromTarget, fromTarget: fromSource };
}

function refuse(path: string, message: string): InvalidInputError {
  const faults: Fault[] = [{ path, message }];
  return new InvalidInputError('The request has a fault', faults);
}
