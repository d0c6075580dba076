import type { Direction } from '@popis/model';
import { cardsOf, relationsOf } from '../cards/card-sources.ts';
import { type CardSummary, nameCards } from '../cards/card-summaries.read-model.ts';
import { Binder, type CardScope } from '../cards/list-scope.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import type { Followed, WalkRules } from './walk-rules.ts';

/** A relation as a walk meets it: from the card it stands at to the one at the far end. */
export interface WalkedRelation {
  id: string;
  domain: string;
  /** `directed`: walked from source to target. */
  direction: Direction;
  near: string;
  far: string;
  validFrom: Date;
  /** The source that the relation comes from. */
  source: string;
}

/** A card that a walk reached, and the relation that led there: of several, the one that stands longest. */
export interface Step {
  card: CardSummary;
  relation: WalkedRelation;
}

interface SideRow {
  id: string;
  domain_id: number;
  direction: Direction;
  near_id: string;
  far_id: string;
  far_class: number;
  valid_from: Date;
  source: string;
}

/** The columns that name a card. */
export interface CardRow {
  class_id: number;
  id: string;
  code: string | null;
  description: string | null;
}

/**
 * Relations that begin at cards (`$n`, an array of ids), as seen from there. The array is read in a subquery: with thousands of
 * constants, planning takes longer than running. Every question of this module reads relations through it.
 */
export function sidesOf(rules: WalkRules, near: string, scope: CardScope): string {
  const side = (end: 'source' | 'target', far: 'source' | 'target', domains: Followed) =>
    `SELECT held.id, held.domain_id, '${end === 'source' ? 'directed' : 'inverted'}' AS direction,
       held.${end}_id AS near_id, held.${far}_id AS far_id, held.${far}_class AS far_class, held.valid_from,
       held.provenance ->> 'source' AS source
     FROM ${relationsOf(scope)} AS held
     WHERE ${amongIds(`held.${end}_id`, near)}${
       domains === 'all' ? '' : ` AND held.domain_id = ANY (${scope.binder.bind(domains)}::integer[])`
     }`;
  const sides: string[] = [];
  if (rules.fromSource.length > 0 || rules.fromTarget.length === 0) {
    sides.push(side('source', 'target', rules.fromSource));
  }
  if (rules.fromTarget.length > 0) sides.push(side('target', 'source', rules.fromTarget));
  return `(${sides.join(' UNION ALL ')})`;
}

/** In a form that an index is searched by in the order of the ids, with nothing weighed while planning. */
export function amongIds(column: string, ids: string): string {
  return `${column} = ANY (ARRAY(SELECT unnest(${ids})))`;
}

/** Where a walk stands, and what it may still do. */
export interface Level {
  rules: WalkRules;
  from: readonly string[];
  /** Cards that need not be reached again. */
  seen: readonly string[];
  /** Reaches cards of these classes only; absent = of all. */
  classIds?: readonly number[] | undefined;
  asOf?: Date | undefined;
  /** Reaches as many cards at most. */
  limit: number;
}

/** One step of a walk from many cards at once. `total` counts the cards that it would reach without a limit. */
export async function walkOn(
  tx: Tx,
  catalogue: StoredCatalogue,
  level: Level,
): Promise<{ steps: Step[]; total: number }> {
  if (level.from.length === 0) return { steps: [], total: 0 };
  const binder = new Binder();
  const scope = { catalogue, binder, asOf: bindInstant(binder, level.asOf) };
  const near = binder.bindIds(level.from);
  const seen = binder.bindIds(level.seen);
  const ofClass =
    level.classIds === undefined
      ? ''
      : ` AND side.far_class = ANY (${binder.bind(level.classIds)}::integer[])`;
  const rows: (SideRow & { total: string })[] = await tx.query(
    `SELECT reached.*, count(*) OVER () AS total FROM (
       SELECT DISTINCT ON (side.far_id) side.* FROM ${sidesOf(level.rules, near, scope)} AS side
       WHERE NOT EXISTS (SELECT FROM unnest(${seen}) AS known (id) WHERE known.id = side.far_id)${ofClass}
       ORDER BY side.far_id, side.valid_from, side.id) AS reached
     ORDER BY reached.domain_id, reached.far_class, reached.far_id LIMIT ${binder.bind(level.limit)}`,
    binder.values,
  );
  const far = rows.map((row) => ({ id: row.far_id, classId: row.far_class }));
  const cards = await nameCards(tx, catalogue, far, level.asOf);
  const steps: Step[] = [];
  for (const row of rows) {
    const card = cards.get(row.far_id);
    if (card !== undefined) steps.push({ card, relation: toRelation(catalogue, row) });
  }
  return { steps, total: Number(rows[0]?.total ?? 0) };
}

/** Every relation that begins at these cards, `limit` at most. */
export async function listRelationsFrom(
  tx: Tx,
  catalogue: StoredCatalogue,
  wanted: { cardIds: readonly string[]; rules: WalkRules; asOf?: Date | undefined; limit: number },
): Promise<WalkedRelation[]> {
  const binder = new Binder();
  const scope = { catalogue, binder, asOf: bindInstant(binder, wanted.asOf) };
  const near = binder.bindIds(wanted.cardIds);
  const rows: SideRow[] = await tx.query(
    `SELECT side.* FROM ${sidesOf(wanted.rules, near, scope)} AS side
     ORDER BY side.valid_from, side.id, side.direction LIMIT ${binder.bind(wanted.limit)}`,
    binder.values,
  );
  return rows.map((row) => toRelation(catalogue, row));
}

/** Cards that there are at the instant; a retired one is none. */
export async function findCards(
  tx: Tx,
  catalogue: StoredCatalogue,
  ids: readonly string[],
  instant: Date | undefined,
): Promise<Map<string, CardSummary>> {
  const binder = new Binder();
  const scope = { catalogue, binder, asOf: bindInstant(binder, instant) };
  const rows: CardRow[] = await tx.query(
    `SELECT card.class_id, card.id, card.code, card.description FROM ${cardsOf(undefined, scope)} AS card
     WHERE card.id = ANY (${binder.bindIds(ids)})`,
    binder.values,
  );
  return new Map(rows.map((row) => [row.id, toSummary(catalogue, row)]));
}

/** Gives the instant its place in a statement; none for now. */
export function bindInstant(binder: Binder, instant: Date | undefined): string | undefined {
  return instant === undefined ? undefined : `${binder.bind(instant)}::timestamptz`;
}

/** What a card is shown as. */
export function toSummary(catalogue: StoredCatalogue, row: CardRow): CardSummary {
  const { id, code, description } = row;
  return { id, class: catalogue.className(row.class_id), code, description };
}

function toRelation(catalogue: StoredCatalogue, row: SideRow): WalkedRelation {
  return {
    id: row.id,
    domain: catalogue.domainById(row.domain_id).name,
    direction: row.direction,
    near: row.near_id,
    far: row.far_id,
    validFrom: row.valid_from,
    source: row.source,
  };
}
