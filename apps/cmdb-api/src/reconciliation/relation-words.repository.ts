import type { Direction } from '@popis/model';
import type { GivenBy } from '@popis/reconciliation';
import type { Tx } from '../platform/database/database.ts';

/**
 * SQL of whether `word` is what somebody else says of a relation that stands. What was said of an earlier relation of the same two
 * cards is older than what the one that stands goes by, and does not count.
 */
export const wordOf = (relation: string) =>
  `word.domain_id = ${relation}.domain_id AND word.source_id = ${relation}.source_id
       AND word.target_id = ${relation}.target_id AND word.taken_back_by IS NULL
       AND word.source <> ${relation}.provenance ->> 'source' AND word.at >= (${relation}.provenance ->> 'at')::timestamptz`;

/** SQL of all that others say of a relation that stands, a list of them. */
export const wordsOn = (relation: string) =>
  `(SELECT coalesce(jsonb_agg(jsonb_build_object('source', word.source, 'runId', word.run_id, 'at', word.at)), '[]')
       FROM relation_word AS word WHERE ${wordOf(relation)})`;

/** What somebody else says of a relation, as it is read. */
export interface WordRow {
  source: string;
  runId: string;
  at: string;
}

/** In the form in which a relation tells whose it is. */
export function toGivenBy({ source, runId, at }: WordRow): GivenBy {
  return { source, runId, at: new Date(at).toISOString() };
}

/** The relation of a master and a part of which a source says that it is, or does not say it any more. */
export interface SaidRelation {
  domain: string;
  direction: Direction;
  masterId: string;
  partId: string;
}

/** SQL of the relations that are given as the parameter `given`. */
const relationsOf = (given: string) =>
  `(SELECT domain.id AS domain_id,
         CASE given.direction WHEN 'directed' THEN given."masterId" ELSE given."partId" END AS source_id,
         CASE given.direction WHEN 'directed' THEN given."partId" ELSE given."masterId" END AS target_id
       FROM jsonb_to_recordset(${given}::jsonb) AS given (domain text, direction text, "masterId" uuid, "partId" uuid)
       JOIN domain ON domain.name = given.domain)`;

/** Remembers that a source says relations too, as long as they stand. */
export async function sayRelations(
  tx: Tx,
  { id, source }: { id: string; source: string },
  said: readonly SaidRelation[],
): Promise<void> {
  if (said.length === 0) return;
  await tx.query(
    `INSERT INTO relation_word (domain_id, source_id, target_id, source, run_id, at)
     SELECT DISTINCT relation.domain_id, relation.source_id, relation.target_id, $2, $1::uuid,
       greatest(now(), (relation.provenance ->> 'at')::timestamptz)
     FROM ${relationsOf('$3')} AS wanted
     JOIN relation USING (domain_id, source_id, target_id)
     ON CONFLICT ON CONSTRAINT relation_word_domain_id_source_id_target_id_source_pkey
       DO UPDATE SET run_id = EXCLUDED.run_id, at = EXCLUDED.at, taken_back_by = NULL`,
    [id, source, JSON.stringify(said)],
  );
}

/** Remembers that a source does not say relations any more, and the run by which it took its word back. */
export async function unsayRelations(
  tx: Tx,
  { id, source }: { id: string; source: string },
  unsaid: readonly SaidRelation[],
): Promise<void> {
  if (unsaid.length === 0) return;
  await tx.query(
    `UPDATE relation_word SET taken_back_by = $1 FROM ${relationsOf('$3')} AS wanted
     WHERE relation_word.domain_id = wanted.domain_id AND relation_word.source_id = wanted.source_id
       AND relation_word.target_id = wanted.target_id AND relation_word.source = $2
       AND relation_word.taken_back_by IS NULL`,
    [id, source, JSON.stringify(unsaid)],
  );
}

/** How many of the relations of a source stand, and are said by those to whom they are to go. */
export async function countHeard(
  tx: Tx,
  source: string,
  handovers: readonly { relationId: string; heir: string }[],
): Promise<number> {
  const rows: { count: number }[] = await tx.query(
    `SELECT count(*)::integer AS count
     FROM jsonb_to_recordset($2::jsonb) AS given ("relationId" uuid, heir text)
     JOIN relation ON relation.id = given."relationId" AND relation.provenance ->> 'source' = $1
     JOIN relation_word AS word ON ${wordOf('relation')} AND word.source = given.heir`,
    [source, JSON.stringify(handovers)],
  );
  return rows[0]?.count ?? 0;
}

/** Puts back what was said of relations before a run. */
export async function restoreWords(tx: Tx, runId: string): Promise<void> {
  await tx.query('DELETE FROM relation_word WHERE run_id = $1', [runId]);
  await tx.query('UPDATE relation_word SET taken_back_by = NULL WHERE taken_back_by = $1', [runId]);
}
