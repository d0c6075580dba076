import type { Left } from '@popis/reconciliation';
import type { Tx } from '../../platform/database/database.ts';
import { wordOf } from '../relation-words.repository.ts';

/** How many cards and attributes a withdrawal concerns. */
export interface WithdrawalCounts {
  /** Cards that only the source had created and spoken of. */
  retired: number;
  /** Cards of which a value or its giver is another. */
  updated: number;
  /** Cards that stay as they are. */
  unchanged: number;
  /** Relations between cards that stay: only the source had said that they are. */
  relationsEnded: number;
  /** Relations that others say as well: from now on they go by the first of these. */
  relationsHandedOver: number;
  left: number;
}

export const noWithdrawalCounts: WithdrawalCounts = {
  retired: 0,
  updated: 0,
  unchanged: 0,
  relationsEnded: 0,
  relationsHandedOver: 0,
  left: 0,
};

/** The taking back of all that a source has said. */
export interface SourceWithdrawal {
  id: string;
  source: string;
  reason: string;
  startedBy: string;
  startedAt: Date;
  /** Null: it is under way, or was interrupted and goes on when asked for again. */
  finishedAt: Date | null;
  counts: WithdrawalCounts;
}

/** Holds the withdrawal of a source for this transaction; false when another has it. */
export async function tryOccupyWithdrawal(tx: Tx, source: string): Promise<boolean> {
  const rows: { taken: boolean }[] = await tx.query(
    `SELECT pg_try_advisory_xact_lock(hashtextextended(concat('withdrawal ', $1::text), 0)) AS taken`,
    [source],
  );
  return rows[0]?.taken ?? false;
}

/** The last withdrawal of a source. */
export async function findWithdrawal(tx: Tx, source: string): Promise<SourceWithdrawal | undefined> {
  const rows: SourceWithdrawal[] = await tx.query(
    `SELECT held.id, held.source, held.reason, held.started_by AS "startedBy", held.started_at AS "startedAt",
       held.finished_at AS "finishedAt", held.counts
     FROM source_withdrawal AS held WHERE held.source = $1 ORDER BY held.started_at DESC, held.id DESC LIMIT 1`,
    [source],
  );
  const [row] = rows;
  return row === undefined ? undefined : { ...row, counts: { ...noWithdrawalCounts, ...row.counts } };
}

/** Begins a withdrawal: notes every card of which the source has said anything, and every relation that it says. */
export async function insertWithdrawal(
  tx: Tx,
  { id, source, reason, startedBy, startedAt }: Omit<SourceWithdrawal, 'finishedAt' | 'counts'>,
): Promise<void> {
  await tx.query(
    `INSERT INTO source_withdrawal (id, source, reason, started_by, started_at) VALUES ($1, $2, $3, $4, $5)`,
    [id, source, reason, startedBy, startedAt],
  );
  await tx.query(
    `INSERT INTO source_withdrawal_card (withdrawal_id, card_id) SELECT $1, told.id FROM (${toldCards('$2')}) AS told`,
    [id, source],
  );
  await tx.query(
    `INSERT INTO source_withdrawal_relation (withdrawal_id, relation_id)
     SELECT $1, relation.id FROM relation WHERE relation.provenance ->> 'source' = $2`,
    [id, source],
  );
}

/** The cards of which a source has said anything, a page of them, for a preview. */
export async function listToldCards(
  tx: Tx,
  source: string,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    `SELECT told.id FROM (${toldCards('$1')}) AS told WHERE $2::uuid IS NULL OR told.id > $2 ORDER BY told.id LIMIT $3`,
    [source, after, limit],
  );
  return rows.map((row) => row.id);
}

const toldCards = (source: string) =>
  `SELECT card.id FROM card JOIN source_card AS known ON known.card_id = card.id AND known.source = ${source}
   UNION SELECT card.id FROM card JOIN losing_value AS lost ON lost.card_id = card.id AND lost.source = ${source}
   UNION SELECT card.id FROM card WHERE jsonb_path_exists(card.provenance, '$.* ? (@.source == $source)',
     jsonb_build_object('source', ${source}::text))`;

/** The next cards that are to be seen to. */
export async function listNextCards(tx: Tx, withdrawalId: string, limit: number): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    `SELECT held.card_id AS id FROM source_withdrawal_card AS held
     WHERE held.withdrawal_id = $1 ORDER BY held.card_id LIMIT $2`,
    [withdrawalId, limit],
  );
  return rows.map((row) => row.id);
}

/** The next relations that are to be seen to: the cards are all done. */
export async function listNextRelations(tx: Tx, withdrawalId: string, limit: number): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    `SELECT held.relation_id AS id FROM source_withdrawal_relation AS held
     WHERE held.withdrawal_id = $1 ORDER BY held.relation_id LIMIT $2`,
    [withdrawalId, limit],
  );
  return rows.map((row) => row.id);
}

/** What of a withdrawal was seen to at once. */
export interface SeenTo {
  readonly cards: readonly string[];
  readonly relations: readonly string[];
}

/** Notes that cards and relations were seen to, and what was left of them. In the transaction that writes them. */
export async function noteWithdrawn(
  tx: Tx,
  withdrawalId: string,
  seen: SeenTo,
  counts: WithdrawalCounts,
  left: readonly Left[],
): Promise<void> {
  await tx.query(
    'DELETE FROM source_withdrawal_card WHERE withdrawal_id = $1 AND card_id = ANY ($2::uuid[])',
    [withdrawalId, seen.cards],
  );
  await tx.query(
    'DELETE FROM source_withdrawal_relation WHERE withdrawal_id = $1 AND relation_id = ANY ($2::uuid[])',
    [withdrawalId, seen.relations],
  );
  await tx.query('UPDATE source_withdrawal SET counts = $2 WHERE id = $1', [
    withdrawalId,
    JSON.stringify(counts),
  ]);
  const rows = left.map((each, index) => ({ ...each, seq: counts.left - left.length + index + 1 }));
  await tx.query(
    `INSERT INTO source_withdrawal_left (withdrawal_id, seq, card_id, class, key, attribute, reason)
     SELECT $1, given.seq, given."cardId", given.class, given.key, given.attribute, given.reason
     FROM jsonb_to_recordset($2::jsonb) AS given (seq integer, "cardId" uuid, class text, key text, attribute text,
       reason text)`,
    [withdrawalId, JSON.stringify(rows)],
  );
}

/** What a withdrawal left, in the order in which it came to it. */
export async function listWithdrawalLeft(tx: Tx, withdrawalId: string, limit: number): Promise<Left[]> {
  return tx.query(
    `SELECT held.card_id AS "cardId", held.class, held.key, held.attribute, held.reason
     FROM source_withdrawal_left AS held WHERE held.withdrawal_id = $1 ORDER BY held.seq LIMIT $2`,
    [withdrawalId, limit],
  );
}

/**
 * Forgets what the source knew of cards that stay; another that knows them may retire those that it had created, and of a part the first
 * that says of which master it is one.
 */
export async function handOver(tx: Tx, source: string, cardIds: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE source_card SET created = true FROM (
       SELECT other.card_id, min(other.source) AS source FROM source_card AS other
       JOIN source_card AS own ON own.card_id = other.card_id AND own.source = $1 AND own.created
       WHERE other.source <> $1 AND other.card_id = ANY ($2::uuid[]) GROUP BY other.card_id) AS heir
     WHERE source_card.card_id = heir.card_id AND source_card.source = heir.source`,
    [source, cardIds],
  );
  await tx.query(
    `INSERT INTO source_card (source, card_id, class_id, created, shared)
     SELECT DISTINCT ON (own.card_id) word.source, own.card_id, own.class_id, true, false
     FROM source_card AS own
     JOIN relation ON (relation.source_id = own.card_id OR relation.target_id = own.card_id)
       AND relation.provenance ->> 'source' = $1
     JOIN relation_word AS word ON ${wordOf('relation')}
     WHERE own.source = $1 AND own.card_id = ANY ($2::uuid[]) AND own.created AND NOT own.shared
       AND NOT EXISTS (SELECT 1 FROM source_card AS other WHERE other.card_id = own.card_id AND other.source <> $1)
       AND EXISTS (SELECT 1 FROM run, jsonb_array_elements(run.mapping -> 'classes') AS mapped, class, domain
         WHERE run.id = word.run_id AND class.id = own.class_id AND domain.id = relation.domain_id
           AND mapped ->> 'name' = class.name AND mapped ->> 'domain' = domain.name AND NOT mapped ? 'refers'
           AND NOT (mapped ->> 'master')::boolean)
     ORDER BY own.card_id, word.at, word.source`,
    [source, cardIds],
  );
  await tx.query('DELETE FROM source_card WHERE source = $1 AND card_id = ANY ($2::uuid[])', [
    source,
    cardIds,
  ]);
}

/** Ends a withdrawal: what the source knew of cards that are gone, and what waits of it in quarantine, ends as well. */
export async function finishWithdrawal(tx: Tx, withdrawal: SourceWithdrawal): Promise<void> {
  const { id, source } = withdrawal;
  await tx.query('DELETE FROM source_card WHERE source = $1', [source]);
  await tx.query('DELETE FROM losing_value WHERE source = $1', [source]);
  await tx.query('DELETE FROM relation_word WHERE source = $1', [source]);
  await tx.query('UPDATE quarantine SET resolved_at = now() WHERE source = $1 AND resolved_at IS NULL', [
    source,
  ]);
  await tx.query('UPDATE source_withdrawal SET finished_at = now() WHERE id = $1', [id]);
}
