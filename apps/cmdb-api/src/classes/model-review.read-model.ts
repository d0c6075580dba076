import type { AttributeDefinition, AttributeValue } from '@popis/model';
import type { Tx } from '../platform/database/database.ts';
import { attributeExpression } from './attribute-expression.ts';
import { maxShown } from './model-review.ts';

// Changing the model is for administrators, whose question is about all cards: no row filter belongs here.

/** Cards that something is true of: how many, and the first of them. */
export interface FoundCards {
  count: number;
  cards: { id: string; class_id: number; code: string | null; description: string | null; value: unknown }[];
}

type Attribute = Pick<AttributeDefinition, 'name' | 'type'>;

/** The value as it is stored, whatever the model says of its type. */
function storedValue({ name, type }: Attribute, table: 'card' | 'card_history'): string {
  const expression = attributeExpression({ name, type: 'json' }, 'card');
  const isColumn = name === 'Code' || name === 'Description';
  const value = isColumn ? `to_jsonb(${expression})` : expression;
  if (type === 'reference') return 'NULL::jsonb';
  return table === 'card' ? value : value.replaceAll('card.', 'card_history.');
}

async function findCards(
  tx: Tx,
  classIds: readonly number[],
  value: string,
  condition: string,
  values: readonly unknown[] = [],
): Promise<FoundCards> {
  const rows: (FoundCards['cards'][number] & { found: number })[] = await tx.query(
    `SELECT card.id, card.class_id, card.code, card.description, ${value} AS value,
       count(*) OVER ()::integer AS found
     FROM card WHERE card.class_id = ANY ($1::integer[]) AND ${condition}
     ORDER BY card.code, card.id LIMIT ${maxShown}`,
    [classIds, ...values],
  );
  return { count: rows[0]?.found ?? 0, cards: rows.map(({ found: _, ...card }) => card) };
}

/** Cards that have a value of the attribute. */
export async function findCardsWith(tx: Tx, classIds: readonly number[], of: Attribute): Promise<FoundCards> {
  const value = storedValue(of, 'card');
  return findCards(tx, classIds, value, `${value} IS NOT NULL`);
}

/** Cards that have no value of the attribute; `end`: which end of which domain a reference shows. */
export async function findCardsWithout(
  tx: Tx,
  classIds: readonly number[],
  of: Attribute,
  end?: { domainId: number; near: 'source' | 'target' },
): Promise<FoundCards> {
  const value = storedValue(of, 'card');
  if (end === undefined) return findCards(tx, classIds, 'NULL::jsonb', `${value} IS NULL`);
  const condition = `NOT EXISTS (SELECT FROM relation WHERE relation.domain_id = $2 AND relation.${end.near}_id = card.id)`;
  return findCards(tx, classIds, 'NULL::jsonb', condition, [end.domainId]);
}

/** Cards whose value of the attribute another card of the same class has too. */
export async function findTwins(tx: Tx, classIds: readonly number[], of: Attribute): Promise<FoundCards> {
  const value = storedValue(of, 'card');
  return findCards(
    tx,
    classIds,
    value,
    `(card.class_id, ${value}) IN (SELECT card.class_id, ${value} FROM card
       WHERE card.class_id = ANY ($1::integer[]) AND ${value} IS NOT NULL GROUP BY 1, 2 HAVING count(*) > 1)`,
  );
}

/** Cards that have one of these values. */
export async function findCardsHolding(
  tx: Tx,
  classIds: readonly number[],
  of: Attribute,
  held: readonly AttributeValue[],
): Promise<FoundCards> {
  const value = storedValue(of, 'card');
  const texts = held.map((each) => JSON.stringify(each));
  return findCards(tx, classIds, value, `${value} = ANY ($2::jsonb[])`, [texts]);
}

/** Cards that have a code of a lookup, alone or in a list. */
export async function findCardsWithCode(
  tx: Tx,
  classIds: readonly number[],
  of: Attribute,
  code: string,
): Promise<FoundCards> {
  const value = storedValue(of, 'card');
  return findCards(tx, classIds, value, `${value} @> to_jsonb($2::text)`, [code]);
}

/** Every value that cards, or their past versions, have of an attribute. */
export async function listHeldValues(
  tx: Tx,
  table: 'card' | 'card_history',
  classIds: readonly number[],
  of: Attribute,
): Promise<AttributeValue[]> {
  const value = storedValue(of, table);
  const rows: { value: AttributeValue }[] = await tx.query(
    `SELECT DISTINCT ${value} AS value FROM ${table}
     WHERE ${table}.class_id = ANY ($1::integer[]) AND ${value} IS NOT NULL`,
    [classIds],
  );
  return rows.map((row) => row.value);
}

/** How many cards classes have, or past versions of cards. */
export async function countRowsOf(
  tx: Tx,
  table: 'card' | 'card_history',
  classIds: readonly number[],
): Promise<number> {
  const rows: { found: number }[] = await tx.query(
    `SELECT count(*)::integer AS found FROM ${table} WHERE ${table}.class_id = ANY ($1::integer[])`,
    [classIds],
  );
  return rows[0]?.found ?? 0;
}

/** How many past versions of a class ended by an instant. */
export async function countVersionsBefore(tx: Tx, classId: number, horizon: Date): Promise<number> {
  const rows: { found: number }[] = await tx.query(
    `SELECT count(*)::integer AS found FROM card_history AS past WHERE past.class_id = $1 AND past.valid_to <= $2`,
    [classId, horizon],
  );
  return rows[0]?.found ?? 0;
}

/** How many relations between cards of two classes ended by an instant: of each pair, in their order. */
export async function countRelationVersionsBefore(
  tx: Tx,
  pairs: readonly { sourceClass: number; targetClass: number; before: Date }[],
): Promise<number[]> {
  if (pairs.length === 0) return [];
  const rows: { found: number }[] = await tx.query(
    `SELECT (SELECT count(*) FROM relation_history AS past WHERE past.source_class = pair.source
       AND past.target_class = pair.target AND past.valid_to <= pair.before)::integer AS found
     FROM unnest($1::integer[], $2::integer[], $3::timestamptz[]) WITH ORDINALITY AS pair(source, target, before, place)
     ORDER BY pair.place`,
    [
      pairs.map((pair) => pair.sourceClass),
      pairs.map((pair) => pair.targetClass),
      pairs.map((pair) => pair.before),
    ],
  );
  return rows.map((row) => row.found);
}

/** How many relations domains have, or ended ones; `attribute`: only those with a value of it; `code`: alone or in a list. */
export async function countRelationsOf(
  tx: Tx,
  table: 'relation' | 'relation_history',
  domainIds: readonly number[],
  attribute?: string,
  code?: string,
): Promise<number> {
  const rows: { found: number }[] = await tx.query(
    `SELECT count(*)::integer AS found FROM ${table} WHERE ${table}.domain_id = ANY ($1::integer[])
       AND ($2::text IS NULL OR ${table}.attributes ? $2)
       AND ($3::text IS NULL OR ${table}.attributes -> $2 @> to_jsonb($3::text))`,
    [domainIds, attribute ?? null, code ?? null],
  );
  return rows[0]?.found ?? 0;
}

/** How many active relations of a domain have a card of these classes at an end. */
export async function countRelationsAt(
  tx: Tx,
  domainId: number,
  end: 'source' | 'target',
  classIds: readonly number[],
): Promise<number> {
  const rows: { found: number }[] = await tx.query(
    `SELECT count(*)::integer AS found FROM relation
     WHERE relation.domain_id = $1 AND relation.${end}_class = ANY ($2::integer[])`,
    [domainId, classIds],
  );
  return rows[0]?.found ?? 0;
}

/** Every value that active relations of a domain have of an attribute; `null` when some have none. */
export async function listRelationValues(
  tx: Tx,
  domainId: number,
  attribute: string,
): Promise<{ value: AttributeValue; count: number }[]> {
  return tx.query(
    `SELECT relation.attributes -> $2 AS value, count(*)::integer AS count
     FROM relation WHERE relation.domain_id = $1 GROUP BY 1`,
    [domainId, attribute],
  );
}

/** A class that a source's mapping may touch, as the source last said. */
export interface MappedItem {
  name: string;
  attributes?: string[];
  domain?: string;
  /** Whole paths to attributes. */
  paths?: string[];
}

/** The saved views that stand, with the attributes that their columns, sorting and filters name. */
export async function listViewUses(tx: Tx): Promise<{ name: string; class: string; attributes: string[] }[]> {
  return tx.query(
    `SELECT saved_view.name, saved_view.class, coalesce(saved_view.columns, '{}') || array (
       SELECT ltrim(sorted.key, '+-') FROM unnest(saved_view.sort) AS sorted (key)
       UNION SELECT named.value #>> '{}' FROM jsonb_path_query(saved_view.filter, '$.**.attribute') AS named (value)
     ) AS attributes
     FROM saved_view WHERE saved_view.valid_to IS NULL ORDER BY saved_view.class, saved_view.name`,
  );
}

/** What the last run of each source said that it may touch. */
export async function listSourceMappings(tx: Tx): Promise<{ source: string; classes: MappedItem[] }[]> {
  return tx.query(
    `SELECT DISTINCT ON (run.source) run.source, run.mapping -> 'classes' AS classes
     FROM run ORDER BY run.source, run.started_at DESC, run.id DESC`,
  );
}
