import type { Arrival } from '@popis/reconciliation';
import type { Tx } from '../../platform/database/database.ts';
import { recordBody } from '../run-records.repository.ts';

/** A part that a plan would create, with its place in the plan and the id that it would get. */
export type ArrivalRow = Arrival & { seq: number; unit: number; begun: string };

/**
 * Parts with a serial number of their own that a plan creates, after a place in it; `planned` says whether it is still to be
 * written. The page is taken before its units are looked at: each page would else be as dear as the whole plan.
 */
export async function listArrivals(
  tx: Tx,
  runId: string,
  afterSeq: number,
  limit: number,
): Promise<(ArrivalRow & { planned: boolean })[]> {
  return tx.query(
    `WITH page AS MATERIALIZED (
       SELECT run_change.seq, run_change.unit, run_change.class, run_change.domain, run_change.direction,
         run_change.master_id AS "masterId", run_change.serial, run_change.card_id AS begun
       FROM run_change
       WHERE run_change.run_id = $1 AND run_change.seq > $2 AND run_change.serial IS NOT NULL
       ORDER BY run_change.seq LIMIT $3)
     SELECT page.*, (SELECT run_unit.state = 'planned' FROM run_unit
       WHERE run_unit.run_id = $1 AND run_unit.unit = page.unit) AS planned
     FROM page ORDER BY page.seq`,
    [runId, afterSeq, limit],
  );
}

/** How many parts of a class a plan would create for each of these serial numbers. */
export async function countArrivals(
  tx: Tx,
  runId: string,
  className: string,
  serials: readonly string[],
): Promise<Map<string, number>> {
  const rows: { serial: string; count: number }[] = await tx.query(
    `SELECT run_change.serial, count(*)::integer AS count
     FROM run_change JOIN run_unit ON run_unit.run_id = run_change.run_id AND run_unit.unit = run_change.unit
     WHERE run_change.run_id = $1 AND run_change.class = $2 AND run_change.serial = ANY($3::text[])
       AND run_unit.state = 'planned'
     GROUP BY run_change.serial`,
    [runId, className, serials],
  );
  return new Map(rows.map((row) => [row.serial, row.count]));
}

/**
 * The cards of a class with one of these serial numbers. One pass over the class, whatever their number: the plan that the
 * numbers stand in has no statistics, so a join with it could be a pass for each of them.
 */
export async function listCardsBySerial(
  tx: Tx,
  classId: number,
  attribute: string,
  serials: readonly string[],
): Promise<{ id: string; serial: string }[]> {
  return tx.query(
    `SELECT card.id, upper(card.attributes ->> $2::text) AS serial FROM card
     WHERE card.class_id = $1 AND upper(card.attributes ->> $2::text) = ANY($3::text[]) ORDER BY card.id`,
    [classId, attribute, serials],
  );
}

/** A relation of a part with a master. */
export interface OwnerRow {
  cardId: string;
  relationId: string;
  domainId: number;
  direction: 'directed' | 'inverted';
  masterId: string;
  /** How people call the master. */
  masterName: string | null;
  relatedBy: string;
}

/** The masters that these cards are part of, on domains of parts; `domainIds` by the end at which masters stand. */
export async function listOwners(
  tx: Tx,
  cardIds: readonly string[],
  domainIds: Readonly<Record<'directed' | 'inverted', readonly number[]>>,
): Promise<OwnerRow[]> {
  const owners = (direction: string, master: string, part: string, domains: string) =>
    `SELECT relation.${part}_id AS "cardId", relation.id AS "relationId", relation.domain_id AS "domainId",
       '${direction}' AS direction, relation.${master}_id AS "masterId",
       coalesce(card.code, card.description) AS "masterName", relation.provenance ->> 'source' AS "relatedBy"
     FROM relation JOIN card ON card.id = relation.${master}_id AND card.class_id = relation.${master}_class
     WHERE relation.${part}_id = ANY($1::uuid[]) AND relation.domain_id = ANY(${domains}::integer[])`;
  return tx.query(
    `${owners('directed', 'source', 'target', '$2')} UNION ALL ${owners('inverted', 'target', 'source', '$3')}`,
    [cardIds, domainIds.directed, domainIds.inverted],
  );
}

/** A serial number in a record: of a master that planning knows, or of one in quarantine. */
export interface MentionRow {
  /** Null: the record is in quarantine. */
  masterId: string | null;
  class: string;
  serial: string;
}

/** Which of these serial numbers the records of these masters have, and the records in quarantine. */
export async function listMentions(
  tx: Tx,
  runId: string,
  attribute: string,
  asked: { masterIds: readonly string[]; serials: readonly string[] },
): Promise<MentionRow[]> {
  return tx.query(
    `SELECT DISTINCT CASE WHEN run_record.outcome <> 'quarantined' THEN run_record.card_id END AS "masterId",
       part.value ->> 'class' AS class, upper(btrim(part.value -> 'attributes' ->> $2::text)) AS serial
     FROM run_record, json_array_elements(${recordBody} -> 'parts') AS part
     WHERE run_record.run_id = $1
       AND (run_record.outcome = 'quarantined'
         OR (run_record.outcome IN ('planned', 'unchanged') AND run_record.card_id = ANY($3::uuid[])))
       AND upper(btrim(part.value -> 'attributes' ->> $2::text)) = ANY($4::text[])`,
    [runId, attribute, asked.masterIds, asked.serials],
  );
}
