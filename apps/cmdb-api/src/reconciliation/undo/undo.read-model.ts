import type { AttributeValue } from '@popis/model';
import type { CardVersion } from '@popis/reconciliation';
import type { Provenance } from '../../cards/card-work.ts';
import { valuesOf } from '../../cards/decide-cards.ts';
import type { Tx } from '../../platform/database/database.ts';

/** The changes of a run, the latest first. */
export async function listChangesOfRun(tx: Tx, runId: string): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    'SELECT change.id FROM change WHERE change.run_id = $1 ORDER BY change.at DESC, change.id DESC',
    [runId],
  );
  return rows.map((row) => row.id);
}

/** A card that a change wrote: before it, after it, and now. */
export interface ChangedCardRow {
  id: string;
  classId: number;
  before: CardVersion | null;
  after: CardVersion | null;
  now: CardVersion | null;
  key: string | null;
  /** When it retired last. */
  retiredAt: Date | null;
}

interface StoredVersion {
  code: string | null;
  description: string | null;
  attributes: Record<string, AttributeValue>;
  provenance: Record<string, Provenance>;
}

const version = (from: string) =>
  `(SELECT jsonb_build_object('code', version.code, 'description', version.description,
     'attributes', version.attributes, 'provenance', version.provenance)
   FROM ${from} AND version.id = touched.id AND version.class_id = touched.class_id)`;

export async function listCardsOfChange(tx: Tx, changeId: string): Promise<ChangedCardRow[]> {
  const rows: (Omit<ChangedCardRow, 'before' | 'after' | 'now' | 'key'> &
    Record<'before' | 'after' | 'now', StoredVersion | null>)[] = await tx.query(
    `WITH touched AS (
       SELECT card.id, card.class_id FROM card WHERE card.change_id = $1
       UNION SELECT past.id, past.class_id FROM card_history AS past WHERE past.change_id = $1
       UNION SELECT past.id, past.class_id FROM card_history AS past WHERE past.ended_change_id = $1)
     SELECT touched.id, touched.class_id AS "classId",
       ${version('card_history AS version WHERE version.ended_change_id = $1')} AS before,
       coalesce(${version('card AS version WHERE version.change_id = $1')},
         ${version('card_history AS version WHERE version.change_id = $1')}) AS after,
       ${version('card AS version WHERE true')} AS now,
       (SELECT max(past.valid_to) FROM card_history AS past
        WHERE past.id = touched.id AND past.class_id = touched.class_id AND past.retired) AS "retiredAt"
     FROM touched ORDER BY touched.id`,
    [changeId],
  );
  return rows.map((row) => ({
    ...row,
    key: (row.now ?? row.before ?? row.after)?.code ?? null,
    before: toVersion(row.before),
    after: toVersion(row.after),
    now: toVersion(row.now),
  }));
}

function toVersion(stored: StoredVersion | null): CardVersion | null {
  return stored === null ? null : { values: valuesOf(stored), provenance: stored.provenance };
}

/** A relation as an undo needs it. */
export interface ChangedRelationRow {
  id: string;
  domainId: number;
  sourceId: string;
  targetId: string;
  attributes: Record<string, AttributeValue>;
  provenance: Provenance;
}

const relationColumns = (table: string) => `${table}.id, ${table}.domain_id AS "domainId",
  ${table}.source_id AS "sourceId", ${table}.target_id AS "targetId", ${table}.attributes, ${table}.provenance`;

/** The relations that a change began and that stand as it left them. */
export async function listBegunRelations(tx: Tx, changeId: string): Promise<ChangedRelationRow[]> {
  return tx.query(
    `SELECT ${relationColumns('relation')} FROM relation WHERE relation.change_id = $1
       AND NOT EXISTS (SELECT 1 FROM relation_history AS past
         WHERE past.id = relation.id AND past.ended_change_id = $1) ORDER BY relation.id`,
    [changeId],
  );
}

/** The relations of which a change made another the one who says them, as they were before; those that stand as it left them. */
export async function listHandedOver(tx: Tx, changeId: string): Promise<ChangedRelationRow[]> {
  return tx.query(
    `SELECT ${relationColumns('past')} FROM relation_history AS past
     JOIN relation ON relation.id = past.id AND relation.change_id = $1
     WHERE past.ended_change_id = $1 ORDER BY past.id`,
    [changeId],
  );
}

/** The relations that a change ended. */
export async function listEndedRelations(tx: Tx, changeId: string): Promise<ChangedRelationRow[]> {
  return tx.query(
    `SELECT ${relationColumns('past')} FROM relation_history AS past WHERE past.ended_change_id = $1
       AND NOT EXISTS (SELECT 1 FROM relation WHERE relation.id = past.id) ORDER BY past.id`,
    [changeId],
  );
}

/** Those of these cards that are active. */
export async function listActive(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows: { id: string }[] = await tx.query('SELECT card.id FROM card WHERE card.id = ANY ($1::uuid[])', [
    ids,
  ]);
  return rows.map((row) => row.id);
}

/** The ids of wanted relations that others, which are not about to end, exclude: by cardinality, or by being the same. */
export async function listExcluded(
  tx: Tx,
  wanted: readonly ChangedRelationRow[],
  ending: { relations: readonly string[]; cards: readonly string[] },
): Promise<Set<string>> {
  if (wanted.length === 0) return new Set();
  const rows: { id: string }[] = await tx.query(
    // one way in at a time: a join by one or another of them would read every relation of the domain for each that is wanted
    `WITH given AS MATERIALIZED (SELECT given.*, domain.source_once, domain.target_once
       FROM jsonb_to_recordset($1::jsonb) AS given (id uuid, "domainId" integer, "sourceId" uuid, "targetId" uuid)
       JOIN domain ON domain.id = given."domainId"),
     found AS (
       SELECT given.id, relation.id AS relation_id, relation.source_id, relation.target_id FROM given
       JOIN relation ON relation.source_id = given."sourceId" AND relation.domain_id = given."domainId"
       WHERE given.source_once OR relation.target_id = given."targetId"
       UNION ALL
       SELECT given.id, relation.id, relation.source_id, relation.target_id FROM given
       JOIN relation ON relation.target_id = given."targetId" AND relation.domain_id = given."domainId"
       WHERE given.target_once)
     SELECT DISTINCT found.id FROM found
     WHERE found.relation_id <> ALL ($2::uuid[]) AND found.source_id <> ALL ($3::uuid[])
       AND found.target_id <> ALL ($3::uuid[])`,
    [JSON.stringify(wanted), ending.relations, ending.cards],
  );
  return new Set(rows.map((row) => row.id));
}

/** The master to which the plan of a run counts each card; itself where it is one. */
export async function readRoots(
  tx: Tx,
  runId: string,
  cardIds: readonly string[],
): Promise<Map<string, string>> {
  const rows: { cardId: string; root: string }[] = await tx.query(
    `SELECT DISTINCT ON (run_change.card_id) run_change.card_id AS "cardId",
       coalesce(run_change.master_id, run_change.card_id) AS root
     FROM run_change WHERE run_change.run_id = $1 AND run_change.card_id = ANY ($2::uuid[]) AND NOT run_change.shared
     ORDER BY run_change.card_id, run_change.seq`,
    [runId, cardIds],
  );
  return new Map(rows.map((row) => [row.cardId, row.root]));
}
