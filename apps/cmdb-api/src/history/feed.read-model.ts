import { type AttributeValue, compareStates } from '@popis/model';
import type { Change } from '../changes/attestation.ts';
import { toWindow } from '../changes/change-window.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { type ChangeKind, changeKinds } from './change-filter.ts';
import { readSubjects } from './change-subjects.read-model.ts';
import { stateBefore } from './history.read-model.ts';
import type { CardVersion } from './history-items.ts';
import { readRemovedItems } from './purges.read-model.ts';
import type { SealedChange } from './sealed-changes.read-model.ts';

/** What a change did to one card. */
export interface FeedCard {
  id: string;
  class: string;
  action: 'created' | 'restored' | 'updated' | 'retired';
  /** Names of the attributes whose values came to differ; references are among the relations. */
  attributes: string[];
}

/** What a change did to one relation. */
export interface FeedRelation {
  id: string;
  domain: string;
  source: string;
  target: string;
  action: 'related' | 'updated' | 'unrelated';
  attributes: string[];
}

export interface FeedChange {
  position: number;
  change: Change;
  cards: FeedCard[];
  relations: FeedRelation[];
  /** Of what kinds is what it wrote. */
  kinds: ChangeKind[];
  /** What retention removed of what it wrote: how many things, by which changes. */
  removed: { items: number; by: string[] };
}

/** Sealed changes with what each wrote. */
export async function readFeed(
  tx: Tx,
  catalogue: StoredCatalogue,
  sealed: readonly SealedChange[],
): Promise<FeedChange[]> {
  const ids = sealed.map(({ changeId }) => changeId);
  const cards = groupById(await readCards(tx, ids));
  const relations = groupById(await readRelations(tx, ids));
  const window = { ...toWindow([]), others: ids };
  const removed = Map.groupBy(await readRemovedItems(tx, window), (item) => item.changeId);
  const anything = { classes: undefined, card: undefined, kind: undefined };
  const kinds = Map.groupBy(await readSubjects(tx, window, anything), (each) => each.changeId);
  return sealed.flatMap(({ position, changeId, found }) => {
    if (found === undefined) return [];
    return {
      position,
      change: found.change,
      cards: (cards.get(changeId) ?? []).map((row) => toFeedCard(catalogue, row)),
      relations: (relations.get(changeId) ?? []).map((row) => toFeedRelation(catalogue, row)),
      kinds: changeKinds.filter((kind) => kinds.get(changeId)?.some((each) => each.kind === kind)),
      removed: countRemoved(removed.get(changeId) ?? []),
    };
  });
}

type Values = Record<string, AttributeValue>;

/** The version that a change ended beside the one that it began. */
interface Pair {
  change_id: string;
  id: string;
  old: Values | null;
  new: Values | null;
}

interface CardPair extends Pair {
  class_id: number;
  retired: boolean | null;
  before: CardVersion['before'] | null;
}

interface RelationPair extends Pair {
  domain_id: number;
  source_id: string;
  target_id: string;
}

async function readCards(tx: Tx, ids: readonly string[]): Promise<CardPair[]> {
  const begun = (table: string) =>
    `SELECT version.change_id, version.id, version.class_id, version.code, version.description, version.attributes,
       version.valid_from
     FROM ${table} AS version WHERE version.change_id = ANY ($1::uuid[])`;
  const values = (alias: string) =>
    `CASE WHEN ${alias}.id IS NOT NULL THEN jsonb_strip_nulls(${alias}.attributes
       || jsonb_build_object('Code', ${alias}.code, 'Description', ${alias}.description)) END`;
  return tx.query(
    `SELECT coalesce(begun.change_id, ended.ended_change_id) AS change_id, coalesce(begun.id, ended.id) AS id,
       coalesce(begun.class_id, ended.class_id) AS class_id, ${values('ended')} AS old, ${values('begun')} AS new,
       ended.retired, CASE WHEN ended.id IS NULL THEN ${stateBefore('begun')} END AS before
     FROM (${begun('card')} UNION ALL ${begun('card_history')}) AS begun
     FULL JOIN (SELECT past.* FROM card_history AS past WHERE past.ended_change_id = ANY ($1::uuid[])) AS ended
       ON ended.ended_change_id = begun.change_id AND ended.id = begun.id
     ORDER BY 2`,
    [ids],
  );
}

async function readRelations(tx: Tx, ids: readonly string[]): Promise<RelationPair[]> {
  const begun = (table: string) =>
    `SELECT version.change_id, version.id, version.domain_id, version.source_id, version.target_id, version.attributes
     FROM ${table} AS version WHERE version.change_id = ANY ($1::uuid[])`;
  const either = (column: string) => `coalesce(begun.${column}, ended.${column}) AS ${column}`;
  return tx.query(
    `SELECT coalesce(begun.change_id, ended.ended_change_id) AS change_id, coalesce(begun.id, ended.id) AS id,
       ${['domain_id', 'source_id', 'target_id'].map(either).join(', ')},
       ended.attributes AS old, begun.attributes AS new
     FROM (${begun('relation')} UNION ALL ${begun('relation_history')}) AS begun
     FULL JOIN (SELECT past.* FROM relation_history AS past WHERE past.ended_change_id = ANY ($1::uuid[])) AS ended
       ON ended.ended_change_id = begun.change_id AND ended.id = begun.id
     ORDER BY 2`,
    [ids],
  );
}

function toFeedCard(catalogue: StoredCatalogue, row: CardPair): FeedCard {
  const isKnown = row.before !== 'removed';
  const attributes = isKnown ? listChanged(row) : [];
  return { id: row.id, class: catalogue.className(row.class_id), action: actionOf(row), attributes };
}

function actionOf(row: CardPair): FeedCard['action'] {
  if (row.new === null) return row.retired === false ? 'updated' : 'retired';
  if (row.before === 'nothing') return 'created';
  return row.before === 'retired' ? 'restored' : 'updated';
}

function countRemoved(items: readonly { purgeId: string }[]): FeedChange['removed'] {
  return { items: items.length, by: [...new Set(items.map(({ purgeId }) => purgeId))] };
}

function toFeedRelation(catalogue: StoredCatalogue, row: RelationPair): FeedRelation {
  const action = row.new === null ? 'unrelated' : row.old === null ? 'related' : 'updated';
  return {
    id: row.id,
    domain: catalogue.domainById(row.domain_id).name,
    source: row.source_id,
    target: row.target_id,
    action,
    attributes: listChanged(row),
  };
}

/** What ended as a whole lost no single value. */
function listChanged(row: Pair): string[] {
  if (row.new === null) return [];
  return compareStates(row.old ?? {}, row.new).map(({ attribute }) => attribute);
}

function groupById<Row extends { change_id: string }>(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => row.change_id);
}
