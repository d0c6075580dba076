import type { Tx } from '../../platform/database/database.ts';
import { restoreWords } from '../relation-words.repository.ts';

/** The losing candidates of an attribute as they stand, in a form that can be compared. */
const standingLosing = `coalesce((SELECT jsonb_agg(to_jsonb(losing_value) ORDER BY losing_value.source) FROM losing_value
       WHERE losing_value.card_id = given."cardId" AND losing_value.attribute = given.attribute), '[]')`;

/** SQL of kept losing candidates as rows: that one says that there is no value comes as a JSON null, which reads as an SQL one. */
const losingRows = `(card_id, attribute, source, value, run_id, at, expires_at, reason)
     SELECT losing.card_id, losing.attribute, losing.source, coalesce(losing.value, 'null'), losing.run_id, losing.at,
       losing.expires_at, losing.reason`;

type LosingPlace = { cardId: string; attribute: string };

/** Keeps the losing candidates of attributes for an undo of the run, before they are replaced. */
export async function rememberLosing(tx: Tx, runId: string, places: readonly LosingPlace[]): Promise<void> {
  if (places.length === 0) return;
  await tx.query(
    `INSERT INTO run_before (run_id, kind, card_id, attribute, before, after)
     SELECT $1, 'losing', given."cardId", given.attribute, ${standingLosing}, '[]'
     FROM jsonb_to_recordset($2::jsonb) AS given ("cardId" uuid, attribute text)
     ON CONFLICT ON CONSTRAINT run_before_run_id_kind_card_id_attribute_pkey DO NOTHING`,
    [runId, JSON.stringify(places.map(({ cardId, attribute }) => ({ cardId, attribute })))],
  );
}

/** Notes what they were replaced by: an undo leaves what somebody else has said since. */
export async function noteLosing(tx: Tx, runId: string, places: readonly LosingPlace[]): Promise<void> {
  if (places.length === 0) return;
  await tx.query(
    `UPDATE run_before SET after = ${standingLosing}
     FROM jsonb_to_recordset($2::jsonb) AS given ("cardId" uuid, attribute text)
     WHERE run_before.run_id = $1 AND run_before.kind = 'losing' AND run_before.card_id = given."cardId"
       AND run_before.attribute = given.attribute`,
    [runId, JSON.stringify(places.map(({ cardId, attribute }) => ({ cardId, attribute })))],
  );
}

/** Keeps what is known of cards that are about to retire. */
export async function rememberRetired(tx: Tx, runId: string, cardIds: readonly string[]): Promise<void> {
  if (cardIds.length === 0) return;
  await tx.query(
    `INSERT INTO run_before (run_id, kind, card_id, before, after)
     SELECT $1, 'retired', given.id, jsonb_build_object(
       'known', coalesce((SELECT jsonb_agg(to_jsonb(source_card)) FROM source_card
         WHERE source_card.card_id = given.id), '[]'),
       'losing', coalesce((SELECT jsonb_agg(to_jsonb(losing_value)) FROM losing_value
         WHERE losing_value.card_id = given.id), '[]')), '{}'
     FROM unnest($2::uuid[]) AS given (id)
     ON CONFLICT ON CONSTRAINT run_before_run_id_kind_card_id_attribute_pkey DO UPDATE SET before = EXCLUDED.before`,
    [runId, cardIds],
  );
}

/** Knows of cards again what was known of them before the run retired them. */
export async function restoreRetired(tx: Tx, runId: string, cardIds: readonly string[]): Promise<void> {
  if (cardIds.length === 0) return;
  const of = `FROM run_before WHERE run_before.run_id = $1 AND run_before.kind = 'retired'
       AND run_before.card_id = ANY ($2::uuid[])`;
  await tx.query(
    `INSERT INTO source_card SELECT known.* FROM (SELECT run_before.before ${of}) AS held,
       jsonb_populate_recordset(NULL::source_card, held.before -> 'known') AS known ON CONFLICT DO NOTHING`,
    [runId, cardIds],
  );
  await tx.query(
    `INSERT INTO losing_value ${losingRows} FROM (SELECT run_before.before ${of}) AS held,
       jsonb_populate_recordset(NULL::losing_value, held.before -> 'losing') AS losing ON CONFLICT DO NOTHING`,
    [runId, cardIds],
  );
}

/** Puts back what else the run changed beside the history, where nobody has changed it since. */
export async function restoreBesideHistory(tx: Tx, runId: string): Promise<void> {
  await tx.query(
    `UPDATE source_card SET missed_runs = source_card.missed_runs - 1,
       missed_since = CASE WHEN source_card.missed_runs > 1 THEN source_card.missed_since END
     FROM run_missed JOIN run ON run.id = run_missed.run_id
     WHERE run_missed.run_id = $1 AND run_missed.counted AND source_card.source = run.source
       AND source_card.card_id = run_missed.card_id AND source_card.missed_runs > 0`,
    [runId],
  );
  const known = `run_before.run_id = $1 AND run_before.kind = 'known' AND source_card.card_id = run_before.card_id
       AND source_card.source = run_before.after ->> 'source' AND to_jsonb(source_card) = run_before.after`;
  await tx.query(
    `UPDATE source_card SET evidence = nullif(run_before.before -> 'evidence', 'null'),
       mark = nullif(run_before.before -> 'mark', 'null'), shared = (run_before.before ->> 'shared')::boolean,
       created = (run_before.before ->> 'created')::boolean,
       missed_runs = (run_before.before ->> 'missed_runs')::integer,
       missed_since = (run_before.before ->> 'missed_since')::timestamptz
     FROM run_before WHERE ${known} AND run_before.before <> 'null'`,
    [runId],
  );
  await tx.query(`DELETE FROM source_card USING run_before WHERE ${known} AND run_before.before = 'null'`, [
    runId,
  ]);
  await tx.query(
    `INSERT INTO source_card SELECT held.* FROM run_before,
       jsonb_populate_record(NULL::source_card, run_before.before) AS held
     WHERE run_before.run_id = $1 AND run_before.kind = 'known' AND run_before.after = 'null'
       AND EXISTS (SELECT 1 FROM card WHERE card.id = run_before.card_id) ON CONFLICT DO NOTHING`,
    [runId],
  );
  await restoreWords(tx, runId);
  await restoreLosing(tx, runId);
  // What somebody has put another value over since: it stays, but what the run said no longer waits behind it.
  await tx.query('DELETE FROM losing_value WHERE run_id = $1', [runId]);
}

async function restoreLosing(tx: Tx, runId: string): Promise<void> {
  const rows: { cardId: string; attribute: string }[] = await tx.query(
    `SELECT given."cardId", given.attribute FROM (SELECT run_before.card_id AS "cardId", run_before.attribute,
       run_before.after FROM run_before WHERE run_before.run_id = $1 AND run_before.kind = 'losing') AS given
     WHERE EXISTS (SELECT 1 FROM card WHERE card.id = given."cardId") AND given.after = ${standingLosing}`,
    [runId],
  );
  const places = JSON.stringify(rows);
  await tx.query(
    `DELETE FROM losing_value USING jsonb_to_recordset($1::jsonb) AS given ("cardId" uuid, attribute text)
     WHERE losing_value.card_id = given."cardId" AND losing_value.attribute = given.attribute`,
    [places],
  );
  await tx.query(
    `INSERT INTO losing_value ${losingRows}
     FROM jsonb_to_recordset($2::jsonb) AS given ("cardId" uuid, attribute text)
     JOIN run_before ON run_before.run_id = $1 AND run_before.kind = 'losing' AND run_before.card_id = given."cardId"
       AND run_before.attribute = given.attribute,
       jsonb_populate_recordset(NULL::losing_value, run_before.before) AS losing`,
    [runId, places],
  );
}
