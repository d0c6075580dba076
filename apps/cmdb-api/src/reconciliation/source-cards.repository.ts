import type { LosingCandidates, VanishedMark } from '@popis/reconciliation';
import type { Tx } from '../platform/database/database.ts';
import type { Run } from './run.ts';

/** What an undo of the run needs to put a row of `source_card` back: as it was, null for none, and as the run left it. */
const returningKnown = `RETURNING new.card_id, CASE WHEN old.card_id IS NULL THEN 'null' ELSE to_jsonb(old) END AS before,
       to_jsonb(new) AS after`;

/** Keeps it for the run $1, unless the run created the card: then nothing was before. */
const rememberKnown = `INSERT INTO run_before (run_id, kind, card_id, before, after)
     SELECT $1, 'known', known.card_id, known.before, known.after FROM known
     WHERE NOT EXISTS (SELECT 1 FROM run_change
       WHERE run_change.run_id = $1 AND run_change.card_id = known.card_id AND run_change.action = 'create')
     ON CONFLICT ON CONSTRAINT run_before_run_id_kind_card_id_attribute_pkey DO UPDATE SET after = EXCLUDED.after`;

/** A card that a source has created. */
export interface CreatedCard {
  cardId: string;
  class: string;
  shared: boolean;
}

/** Notes which cards a source created. In the transaction that creates them: only they may be retired for it. */
export async function insertCreated(tx: Tx, source: string, cards: readonly CreatedCard[]): Promise<void> {
  if (cards.length === 0) return;
  await tx.query(
    `INSERT INTO source_card (source, card_id, class_id, created, shared)
     SELECT $1, given."cardId", class.id, true, given.shared
     FROM jsonb_to_recordset($2::jsonb) AS given ("cardId" uuid, class text, shared boolean)
     JOIN class ON class.name = given.class`,
    [source, JSON.stringify(cards)],
  );
}

/** Marks cards as parts that several masters may share. */
export async function markShared(
  tx: Tx,
  { id, source }: { id: string; source: string },
  cards: readonly Omit<CreatedCard, 'shared'>[],
): Promise<void> {
  if (cards.length === 0) return;
  await tx.query(
    `WITH known AS (INSERT INTO source_card (source, card_id, class_id, created, shared)
     SELECT DISTINCT ON (given."cardId") $2, given."cardId", class.id, false, true
     FROM jsonb_to_recordset($3::jsonb) AS given ("cardId" uuid, class text)
     JOIN class ON class.name = given.class
     ON CONFLICT ON CONSTRAINT source_card_source_card_id_pkey DO UPDATE SET shared = true
     WHERE NOT source_card.shared
     ${returningKnown})
     ${rememberKnown}`,
    [id, source, JSON.stringify(cards)],
  );
}

/**
 * Forgets cards that another source goes on reporting; that one may retire them from now on, if the source might. Keeps what an undo
 * of the run needs, of the heir's row under its name.
 */
export async function handOverCards(
  tx: Tx,
  { id, source }: { id: string; source: string },
  cards: readonly { cardId: string; heir: string }[],
): Promise<void> {
  if (cards.length === 0) return;
  await tx.query(
    `WITH given AS (SELECT * FROM jsonb_to_recordset($3::jsonb) AS given ("cardId" uuid, heir text)),
     dropped AS (
       DELETE FROM source_card USING given WHERE source_card.source = $2 AND source_card.card_id = given."cardId"
       RETURNING source_card.card_id, source_card.class_id, source_card.created, given.heir,
         to_jsonb(source_card) AS before),
     known AS (
       INSERT INTO source_card (source, card_id, class_id, created, shared)
       SELECT dropped.heir, dropped.card_id, dropped.class_id, true, false FROM dropped WHERE dropped.created
       ON CONFLICT ON CONSTRAINT source_card_source_card_id_pkey DO UPDATE SET created = true
       ${returningKnown}, new.source)
     INSERT INTO run_before (run_id, kind, card_id, attribute, before, after)
     SELECT $1::uuid, 'known', dropped.card_id, '', dropped.before, 'null'::jsonb FROM dropped
     UNION ALL SELECT $1::uuid, 'known', known.card_id, known.source, known.before, known.after FROM known
     ON CONFLICT ON CONSTRAINT run_before_run_id_kind_card_id_attribute_pkey DO UPDATE SET after = EXCLUDED.after`,
    [id, source, JSON.stringify(cards)],
  );
}

/** Forgets retired cards. */
export async function dropCards(tx: Tx, cardIds: readonly string[]): Promise<void> {
  if (cardIds.length === 0) return;
  await tx.query('DELETE FROM source_card WHERE card_id = ANY($1::uuid[])', [cardIds]);
  await tx.query('DELETE FROM losing_value WHERE card_id = ANY($1::uuid[])', [cardIds]);
}

/** Counts for which masters a full run was one more that did not mention them, and starts anew for those it did. */
export async function countMissed(tx: Tx, runId: string): Promise<void> {
  // what the run has retired is not counted any more, and has nothing to be taken back of it
  await tx.query(
    `UPDATE run_missed SET counted = true FROM run, source_card
     WHERE run_missed.run_id = $1 AND run.id = $1 AND source_card.source = run.source
       AND source_card.card_id = run_missed.card_id`,
    [runId],
  );
  await tx.query(
    `UPDATE source_card SET missed_runs = source_card.missed_runs + 1,
       missed_since = coalesce(source_card.missed_since, run.started_at)
     FROM run_missed JOIN run ON run.id = run_missed.run_id
     WHERE run_missed.run_id = $1 AND source_card.source = run.source AND source_card.card_id = run_missed.card_id`,
    [runId],
  );
  await tx.query(
    `WITH known AS (UPDATE source_card SET missed_runs = 0, missed_since = NULL
     FROM run_record JOIN run ON run.id = run_record.run_id
     WHERE run_record.run_id = $1 AND run_record.outcome <> 'quarantined' AND source_card.source = run.source
       AND source_card.card_id = run_record.card_id AND source_card.missed_runs > 0
     ${returningKnown})
     ${rememberKnown}`,
    [runId],
  );
}

/** Remembers or forgets what was set on cards for their having vanished. */
export async function setMarks(
  tx: Tx,
  { id, source }: { id: string; source: string },
  marks: readonly { cardId: string; mark: VanishedMark | null }[],
): Promise<void> {
  if (marks.length === 0) return;
  const rows = marks.map(({ cardId, mark }) => ({
    cardId,
    mark: mark === null ? null : JSON.stringify(mark),
  }));
  await tx.query(
    `WITH known AS (UPDATE source_card SET mark = given.mark::jsonb
     FROM jsonb_to_recordset($3::jsonb) AS given ("cardId" uuid, mark text)
     WHERE source_card.source = $2 AND source_card.card_id = given."cardId"
     ${returningKnown})
     ${rememberKnown}`,
    [id, source, JSON.stringify(rows)],
  );
}

/**
 * Remembers which masters a run named, and the hardware that it reported for them. Something that the source no longer says stays known;
 * nothing is written where nothing is new. What a run that waited reported was remembered then, and others may have come after it:
 * only cards that it has created since are new.
 */
export async function rememberEvidence(tx: Tx, { id, state }: Pick<Run, 'id' | 'state'>): Promise<void> {
  const [earlier, later] = state === 'waiting' ? ['EXCLUDED', 'source_card'] : ['source_card', 'EXCLUDED'];
  const evidence = `coalesce(${earlier}.evidence, '{}') || coalesce(${later}.evidence, '{}')`;
  await tx.query(
    `WITH known AS (INSERT INTO source_card (source, card_id, class_id, created, shared, evidence)
     SELECT run.source, card.id, card.class_id, false, false, run_record.evidence
     FROM run_record JOIN run ON run.id = run_record.run_id
     JOIN class ON class.name = run_record.class
     JOIN card ON card.id = run_record.card_id AND card.class_id = class.id
     WHERE run_record.run_id = $1 AND run_record.outcome <> 'quarantined'
     ON CONFLICT ON CONSTRAINT source_card_source_card_id_pkey
       DO UPDATE SET evidence = ${evidence}
     WHERE EXCLUDED.evidence IS NOT NULL AND source_card.evidence IS DISTINCT FROM ${evidence}
     ${returningKnown})
     ${rememberKnown}`,
    [id],
  );
}

/** Replaces the losing candidates of attributes. */
export async function replaceLosing(
  tx: Tx,
  given: readonly (LosingCandidates & { cardId: string })[],
): Promise<void> {
  if (given.length === 0) return;
  const keys = given.map(({ cardId, attribute }) => ({ cardId, attribute }));
  await tx.query(
    `DELETE FROM losing_value USING jsonb_to_recordset($1::jsonb) AS given ("cardId" uuid, attribute text)
     WHERE losing_value.card_id = given."cardId" AND losing_value.attribute = given.attribute`,
    [JSON.stringify(keys)],
  );
  const rows = given.flatMap(({ cardId, attribute, losing }) =>
    // the value as text: a JSON null would become an SQL one
    losing.map((each) => ({ ...each, cardId, attribute, value: JSON.stringify(each.value) })),
  );
  await tx.query(
    `INSERT INTO losing_value (card_id, attribute, source, value, run_id, at, expires_at, reason)
     SELECT given."cardId", given.attribute, given.source, given.value::jsonb, given."runId", given.at, given."expiresAt",
       given.reason
     FROM jsonb_to_recordset($1::jsonb) AS given ("cardId" uuid, attribute text, source text, value text,
       "runId" uuid, at timestamptz, "expiresAt" timestamptz, reason text)`,
    [JSON.stringify(rows)],
  );
}
