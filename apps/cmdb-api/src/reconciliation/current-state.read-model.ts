import type { AttributeValue, Direction } from '@popis/model';
import type { Evidence, GivenBy, VanishedMark } from '@popis/reconciliation';
import type { Tx } from '../platform/database/database.ts';
import { type WordRow, wordOf, wordsOn } from './relation-words.repository.ts';

/** A card as the tables hold it, without its references. */
export interface CardRow {
  id: string;
  classId: number;
  code: string | null;
  description: string | null;
  attributes: Record<string, AttributeValue>;
  provenance: Record<string, GivenBy>;
  revision: string;
}

const cardColumns = `card.id, card.class_id AS "classId", card.code, card.description, card.attributes,
  card.provenance, card.revision`;

/** SQL of the value that the key attribute of a card has; the attribute's name is bound as `parameter`. */
export const keyOf = (parameter: string) =>
  `CASE ${parameter}::text WHEN 'Code' THEN card.code WHEN 'Description' THEN card.description
   ELSE card.attributes ->> ${parameter}::text END`;

/** The cards of a class with one of the keys, each with its key. By Code an index finds them. */
export async function listCardsByKey(
  tx: Tx,
  classId: number,
  keyAttribute: string,
  keys: readonly string[],
): Promise<(CardRow & { key: string })[]> {
  if (keyAttribute === 'Code') {
    return tx.query(
      `SELECT ${cardColumns}, card.code AS key FROM card WHERE card.class_id = $1 AND card.code = ANY($2::text[])`,
      [classId, keys],
    );
  }
  return tx.query(
    `SELECT ${cardColumns}, ${keyOf('$2')} AS key FROM card
     WHERE card.class_id = $1 AND ${keyOf('$2')} = ANY($3::text[])`,
    [classId, keyAttribute, keys],
  );
}

/** The cards with these ids that are of one of the classes. */
export async function listCardsById(
  tx: Tx,
  classIds: readonly number[],
  ids: readonly string[],
): Promise<CardRow[]> {
  return tx.query(
    `SELECT ${cardColumns} FROM card WHERE card.class_id = ANY($1::integer[]) AND card.id = ANY($2::uuid[])`,
    [classIds, ids],
  );
}

/** Those of these cards that are active, of whatever class; locked as the writer of cards does it. */
export async function listActiveCards(
  tx: Tx,
  ids: readonly string[],
  lock: 'locked' | 'free',
): Promise<CardRow[]> {
  return tx.query(
    `SELECT ${cardColumns} FROM card WHERE card.id = ANY($1::uuid[])
     ORDER BY card.id ${lock === 'locked' ? 'FOR NO KEY UPDATE' : ''}`,
    [ids],
  );
}

/** The cards of a class whose value of one attribute is among the values, for a caller who compares the rest. */
export async function listCardsByValue(
  tx: Tx,
  classId: number,
  attribute: string,
  values: readonly string[],
): Promise<CardRow[]> {
  return tx.query(
    attribute === 'Code'
      ? `SELECT ${cardColumns} FROM card WHERE card.class_id = $1 AND card.code = ANY($2::text[])`
      : `SELECT ${cardColumns} FROM card WHERE card.class_id = $1 AND ${keyOf('$3')} = ANY($2::text[])`,
    attribute === 'Code' ? [classId, values] : [classId, values, attribute],
  );
}

/** A relation of a master with one of its parts. */
export interface PartRelationRow {
  masterId: string;
  partId: string;
  partClass: number;
  relationId: string;
  domainId: number;
  relatedBy: string;
  /** Whether the source says it too, where it goes by another. */
  said: boolean;
  /** Others who say it too, where it goes by the source. */
  alsoBy: WordRow[];
}

/** Whether sources say relations of others; where none does, nobody need ask of each relation. */
export async function hasWordsOfOthers(tx: Tx, source: string): Promise<boolean> {
  const rows: { found: boolean }[] = await tx.query(
    `SELECT EXISTS (SELECT 1 FROM relation_word
       WHERE relation_word.source <> $1 AND relation_word.taken_back_by IS NULL) AS found`,
    [source],
  );
  return rows[0]?.found ?? false;
}

/** SQL of what others than the source say of its relations, where any say something at all. */
export const alsoByOf = (source: string, hasWords: boolean) =>
  hasWords
    ? `CASE WHEN relation.provenance ->> 'source' = ${source} THEN ${wordsOn('relation')} ELSE '[]' END`
    : `'[]'::jsonb`;

/** The relations of masters on domains at one end of which they stand. The parts are read apart, by class and id. */
export async function listPartRelations(
  tx: Tx,
  masterIds: readonly string[],
  domainIds: readonly number[],
  direction: Direction,
  { source, hasWords = false }: { source: string; hasWords?: boolean | undefined },
): Promise<PartRelationRow[]> {
  const [master, part] = direction === 'directed' ? ['source', 'target'] : ['target', 'source'];
  return tx.query(
    `SELECT relation.${master}_id AS "masterId", relation.${part}_id AS "partId",
       relation.${part}_class AS "partClass", relation.id AS "relationId", relation.domain_id AS "domainId",
       relation.provenance ->> 'source' AS "relatedBy",
       CASE WHEN relation.provenance ->> 'source' = $3 THEN false ELSE EXISTS (
         SELECT 1 FROM relation_word AS word WHERE ${wordOf('relation')} AND word.source = $3) END AS said,
       ${alsoByOf('$3', hasWords)} AS "alsoBy"
     FROM relation
     WHERE relation.${master}_id = ANY($1::uuid[]) AND relation.domain_id = ANY($2::integer[])
     ORDER BY relation.id`,
    [masterIds, domainIds, source],
  );
}

/** What a reference attribute shows, and who related it. */
export interface ReferencedRow {
  cardId: string;
  domainId: number;
  otherId: string;
  source: string;
  runId: string | null;
  at: string;
}

/** The far card of the relations that reference attributes show, for cards standing at one end of the domains. */
export async function listReferenced(
  tx: Tx,
  cardIds: readonly string[],
  domainIds: readonly number[],
  end: Direction,
): Promise<ReferencedRow[]> {
  const [near, far] = end === 'directed' ? ['source', 'target'] : ['target', 'source'];
  return tx.query(
    `SELECT relation.${near}_id AS "cardId", relation.domain_id AS "domainId", relation.${far}_id AS "otherId",
       relation.provenance ->> 'source' AS source, relation.provenance ->> 'runId' AS "runId",
       relation.provenance ->> 'at' AS at
     FROM relation
     WHERE relation.${near}_id = ANY($1::uuid[]) AND relation.domain_id = ANY($2::integer[])`,
    [cardIds, domainIds],
  );
}

/** What a source knows of a card. */
export interface SourceCardRow {
  cardId: string;
  created: boolean;
  shared: boolean;
  evidence: Evidence | null;
  mark: VanishedMark | null;
}

export async function listSourceCards(
  tx: Tx,
  source: string,
  cardIds: readonly string[],
): Promise<SourceCardRow[]> {
  return tx.query(
    `SELECT source_card.card_id AS "cardId", source_card.created, source_card.shared, source_card.evidence,
       source_card.mark
     FROM source_card WHERE source_card.source = $1 AND source_card.card_id = ANY($2::uuid[])`,
    [source, cardIds],
  );
}

/** Since when sources have not mentioned cards any more. */
export async function listMissed(
  tx: Tx,
  cardIds: readonly string[],
): Promise<{ cardId: string; source: string; since: Date }[]> {
  return tx.query(
    `SELECT source_card.card_id AS "cardId", source_card.source, source_card.missed_since AS since
     FROM source_card WHERE source_card.card_id = ANY($1::uuid[]) AND source_card.missed_since IS NOT NULL`,
    [cardIds],
  );
}

/** When each source last looked at everything it has and was believed. */
export async function readLastFullRuns(tx: Tx): Promise<Map<string, string>> {
  const rows: { source: string; at: Date }[] = await tx.query(
    `SELECT run.source, max(run.started_at) AS at FROM run
     WHERE run.mode = 'full' AND run.complete AND run.state IN ('applied', 'waiting') GROUP BY run.source`,
  );
  return new Map(rows.map((row) => [row.source, row.at.toISOString()]));
}

/** How many active cards of each class a source knows. */
export async function countKnown(tx: Tx, source: string): Promise<{ classId: number; count: number }[]> {
  return tx.query(
    `SELECT source_card.class_id AS "classId", count(*)::integer AS count
     FROM source_card WHERE source_card.source = $1 GROUP BY source_card.class_id`,
    [source],
  );
}

/** A value that lost by precedence. */
export interface LosingRow {
  cardId: string;
  attribute: string;
  source: string;
  value: AttributeValue;
  runId: string | null;
  at: Date;
  expiresAt: Date | null;
  reason: string | null;
}

export async function listLosingValues(tx: Tx, cardIds: readonly string[]): Promise<LosingRow[]> {
  return tx.query(
    `SELECT losing_value.card_id AS "cardId", losing_value.attribute, losing_value.source, losing_value.value,
       losing_value.run_id AS "runId", losing_value.at, losing_value.expires_at AS "expiresAt", losing_value.reason
     FROM losing_value WHERE losing_value.card_id = ANY($1::uuid[])
     ORDER BY losing_value.card_id, losing_value.attribute, losing_value.source`,
    [cardIds],
  );
}

/** The cards among these that stand at the part's end of a domain more than once. */
export async function listPartsOfSeveral(
  tx: Tx,
  cardIds: readonly string[],
  domainIds: readonly number[],
  direction: Direction,
): Promise<{ cardId: string; domainId: number }[]> {
  const part = direction === 'directed' ? 'target' : 'source';
  return tx.query(
    `SELECT relation.${part}_id AS "cardId", relation.domain_id AS "domainId" FROM relation
     WHERE relation.${part}_id = ANY($1::uuid[]) AND relation.domain_id = ANY($2::integer[])
     GROUP BY relation.${part}_id, relation.domain_id HAVING count(*) > 1`,
    [cardIds, domainIds],
  );
}

/** A card by what it is called. */
export interface NamedRow {
  id: string;
  classId: number;
  code: string | null;
  description: string | null;
}

/** Cards of a class whose Code or Description is one of the texts. */
export async function listCardsByText(
  tx: Tx,
  classIds: readonly number[],
  texts: readonly string[],
): Promise<NamedRow[]> {
  return tx.query(
    `SELECT card.id, card.class_id AS "classId", card.code, card.description FROM card
     WHERE card.class_id = ANY($1::integer[]) AND (card.code = ANY($2::text[]) OR card.description = ANY($2::text[]))`,
    [classIds, texts],
  );
}

/** A master that a run did not mention, with what its source knows of it. */
export interface UnmentionedRow extends CardRow {
  key: string | null;
  evidence: Evidence | null;
  created: boolean;
  /** Full runs in a row before this one that did not mention it either. */
  missedRuns: number;
}

/** Those of the cards that a domain relates to one of some others. */
export async function listWithin(
  tx: Tx,
  cardIds: readonly string[],
  domainId: number,
  others: readonly string[],
): Promise<Set<string>> {
  const rows: { id: string }[] = await tx.query(
    `SELECT relation.source_id AS id FROM relation
     WHERE relation.domain_id = $2 AND relation.source_id = ANY($1::uuid[]) AND relation.target_id = ANY($3::uuid[])
     UNION
     SELECT relation.target_id FROM relation
     WHERE relation.domain_id = $2 AND relation.target_id = ANY($1::uuid[]) AND relation.source_id = ANY($3::uuid[])`,
    [cardIds, domainId, others],
  );
  return new Set(rows.map((row) => row.id));
}

/**
 * The masters that a source knows and that no record of the run names, in the order of their ids. The keys of the run are gathered
 * once and looked up: as a join, a run of which no statistics tell would be looked through once for each card.
 */
export async function listUnmentioned(
  tx: Tx,
  run: { id: string; source: string },
  scope: { className: string; classId: number; keyAttribute: string },
): Promise<UnmentionedRow[]> {
  return tx.query(
    `SELECT ${cardColumns}, ${keyOf('$4')} AS key, source_card.evidence, source_card.created,
       source_card.missed_runs AS "missedRuns"
     FROM source_card JOIN card ON card.id = source_card.card_id AND card.class_id = source_card.class_id
     WHERE source_card.source = $1 AND source_card.class_id = $2 AND NOT source_card.shared
       AND (${keyOf('$4')} IS NULL OR btrim(${keyOf('$4')}) NOT IN (SELECT run_record.key FROM run_record
         WHERE run_record.run_id = $3 AND run_record.class = $5))
     ORDER BY card.id`,
    [run.source, scope.classId, run.id, scope.keyAttribute, scope.className],
  );
}

/** Those of the cards that another source has spoken of and not missed since. */
export async function listReportedByOthers(
  tx: Tx,
  source: string,
  cardIds: readonly string[],
): Promise<Set<string>> {
  const rows: { id: string }[] = await tx.query(
    `SELECT DISTINCT source_card.card_id AS id FROM source_card
     WHERE source_card.card_id = ANY($2::uuid[]) AND source_card.source <> $1 AND source_card.missed_since IS NULL`,
    [source, cardIds],
  );
  return new Set(rows.map((row) => row.id));
}

/**
 * Cards among these that a source has as shared parts on none of the domains any more, but for relations that it is about to give up,
 * and that another source knows; of several the first by name.
 */
export async function listUnsaid(
  tx: Tx,
  source: string,
  cardIds: readonly string[],
  domains: readonly string[],
  givenUp: readonly string[],
): Promise<{ cardId: string; heir: string }[]> {
  if (cardIds.length === 0) return [];
  return tx.query(
    `SELECT own.card_id AS "cardId", other.source AS heir
     FROM source_card AS own JOIN (SELECT source_card.card_id, min(source_card.source) AS source FROM source_card
       WHERE source_card.card_id = ANY($2::uuid[]) AND source_card.source <> $1 GROUP BY source_card.card_id) AS other
       ON other.card_id = own.card_id
     WHERE own.source = $1 AND own.shared AND own.card_id = ANY($2::uuid[])
       AND NOT EXISTS (SELECT 1 FROM relation JOIN domain ON domain.id = relation.domain_id
         WHERE (relation.source_id = own.card_id OR relation.target_id = own.card_id)
           AND domain.name = ANY($3::text[]) AND relation.id <> ALL($4::uuid[])
           AND (relation.provenance ->> 'source' = $1
             OR EXISTS (SELECT 1 FROM relation_word AS word WHERE ${wordOf('relation')} AND word.source = $1)))`,
    [source, cardIds, domains, givenUp],
  );
}

/**
 * Cards among these that the source created, or any source as a part that masters share, and that have no relation but those
 * about to end: who says last that they are anywhere is the one to end them.
 */
export async function listUnused(
  tx: Tx,
  source: string,
  cardIds: readonly string[],
  endingRelationIds: readonly string[],
): Promise<CardRow[]> {
  return tx.query(
    `SELECT DISTINCT ON (card.id) ${cardColumns}
     FROM source_card JOIN card ON card.id = source_card.card_id AND card.class_id = source_card.class_id
     WHERE source_card.created AND (source_card.source = $1 OR source_card.shared)
       AND source_card.card_id = ANY($2::uuid[])
       AND NOT EXISTS (SELECT 1 FROM relation
         WHERE (relation.source_id = card.id OR relation.target_id = card.id) AND relation.id <> ALL($3::uuid[]))
     ORDER BY card.id`,
    [source, cardIds, endingRelationIds],
  );
}
