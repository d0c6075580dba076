import type { Direction } from '@popis/model';
import type { Tx } from '../../platform/database/database.ts';
import { alsoByOf, keyOf } from '../current-state.read-model.ts';
import { type WordRow, wordOf } from '../relation-words.repository.ts';

/** A card that has one of the values that were looked for. */
export interface ReferredRow {
  cardId: string;
  /** How people call it. */
  key: string | null;
  /** The value, as it was compared. */
  value: string;
}

/** SQL of a UUID as 32 digits in upper case, whatever the writing. */
const digitsOf = (value: string) => `upper(translate(${value}, '-{} ', ''))`;

/** The cards of a run's own records whose hardware has one of these UUIDs, those that the run is to create included. */
export async function listByRecords(
  tx: Tx,
  runId: string,
  classNames: readonly string[],
  uuids: readonly string[],
): Promise<ReferredRow[]> {
  return tx.query(
    `SELECT run_record.card_id AS "cardId", run_record.key, ${digitsOf(`run_record.evidence ->> 'uuid'`)} AS value
     FROM run_record
     WHERE run_record.run_id = $1 AND run_record.class = ANY($2::text[]) AND run_record.card_id IS NOT NULL
       AND run_record.outcome IN ('planned', 'unchanged')
       AND ${digitsOf(`run_record.evidence ->> 'uuid'`)} = ANY($3::text[])`,
    [runId, classNames, uuids],
  );
}

/** The cards for which a source has reported hardware with one of these UUIDs, but for those that a plan retires. */
export async function listByEvidence(
  tx: Tx,
  run: { id: string; source: string },
  classIds: readonly number[],
  uuids: readonly string[],
): Promise<ReferredRow[]> {
  return tx.query(
    `SELECT card.id AS "cardId", card.code AS key, ${digitsOf(`source_card.evidence ->> 'uuid'`)} AS value
     FROM source_card JOIN card ON card.id = source_card.card_id AND card.class_id = source_card.class_id
     WHERE source_card.source = $1 AND source_card.class_id = ANY($2::integer[])
       AND ${digitsOf(`source_card.evidence ->> 'uuid'`)} = ANY($3::text[]) AND ${stays('$4')}`,
    [run.source, classIds, uuids, run.id],
  );
}

/** The cards with one of these values in an attribute, but for those that a plan retires; UUIDs in any writing. */
export async function listByAttribute(
  tx: Tx,
  runId: string,
  classIds: readonly number[],
  wanted: { attribute: string; kind: 'uuid' | 'text'; values: readonly string[] },
): Promise<ReferredRow[]> {
  const plain = keyOf('$2');
  const value = wanted.kind === 'uuid' ? digitsOf(plain) : plain;
  return tx.query(
    `SELECT card.id AS "cardId", card.code AS key, ${value} AS value FROM card
     WHERE card.class_id = ANY($1::integer[]) AND ${value} = ANY($3::text[]) AND ${stays('$4')}`,
    [classIds, wanted.attribute, wanted.values, runId],
  );
}

const stays = (runId: string) => `NOT EXISTS (SELECT 1 FROM run_change
  WHERE run_change.run_id = ${runId} AND run_change.card_id = card.id AND run_change.action = 'retire')`;

/** A relation of a master that the run names with a card that masters refer to. */
export interface StandingRow {
  relationId: string;
  masterId: string;
  cardId: string;
  cardClass: number;
  key: string | null;
  relatedBy: string;
  /** Whether the source says it too, where it goes by another. */
  said: boolean;
  /** Others who say it too, where it goes by the source. */
  alsoBy: WordRow[];
}

/** The relations on a domain of the masters that records of the run stand for, and of those that the source has `lost`. */
export async function listStanding(
  tx: Tx,
  run: { id: string; source: string; hasWords?: boolean | undefined },
  domainId: number,
  direction: Direction,
  lost: readonly string[],
): Promise<StandingRow[]> {
  const [master, card] = direction === 'directed' ? ['source', 'target'] : ['target', 'source'];
  return tx.query(
    `SELECT relation.id AS "relationId", relation.${master}_id AS "masterId", relation.${card}_id AS "cardId",
       relation.${card}_class AS "cardClass", card.code AS key, relation.provenance ->> 'source' AS "relatedBy",
       EXISTS (SELECT 1 FROM relation_word AS word WHERE ${wordOf('relation')} AND word.source = $3) AS said,
       ${alsoByOf('$3', run.hasWords ?? false)} AS "alsoBy"
     FROM relation JOIN card ON card.id = relation.${card}_id AND card.class_id = relation.${card}_class
     WHERE relation.domain_id = $2 AND relation.${master}_id IN (SELECT run_record.card_id FROM run_record
       WHERE run_record.run_id = $1 AND run_record.outcome IN ('planned', 'unchanged')
       UNION ALL SELECT unnest($4::uuid[]))
     ORDER BY relation.id`,
    [run.id, domainId, run.source, lost],
  );
}
