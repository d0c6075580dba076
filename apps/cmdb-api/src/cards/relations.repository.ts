import type { Change } from '../changes/attestation.ts';
import type { Tx } from '../platform/database/database.ts';
import type { StoredRelation } from './card-work.ts';

interface RelationRow {
  id: string;
  domain_id: number;
  source_class: number;
  source_id: string;
  target_class: number;
  target_id: string;
  attributes: StoredRelation['attributes'];
  provenance: StoredRelation['provenance'];
  valid_from: Date;
  change_id: string;
}

const columns = `relation.id, relation.domain_id, relation.source_class, relation.source_id, relation.target_class,
  relation.target_id, relation.attributes, relation.provenance, relation.valid_from, relation.change_id`;

/** Names of the indexes that enforce cardinality. */
export const cardinalityIndexes: ReadonlySet<string> = new Set([
  'relation_domain_id_source_id_target_id_key',
  'relation_domain_id_source_id_key',
  'relation_domain_id_target_id_key',
]);

/** Names of the keys that demand active cards at both ends. */
export const relationEndKeys: ReadonlySet<string> = new Set([
  'relation_source_id_source_class_fkey',
  'relation_target_id_target_class_fkey',
]);

/** Which active relations a work is about. */
export interface RelationSelection {
  ids: readonly string[];
  /** All relations of these cards. */
  ofCards: readonly string[];
  /** Relations of a card, at one end of a domain. */
  ends: readonly { domainId: number; sourceId: string | null; targetId: string | null }[];
}

/** These relations, and all of these cards; not locked. */
export async function readRelations(
  tx: Tx,
  ids: readonly string[],
  ofCards: readonly string[],
): Promise<StoredRelation[]> {
  if (ids.length + ofCards.length === 0) return [];
  const rows: RelationRow[] = await tx.query(
    `SELECT ${columns} FROM relation WHERE relation.id = ANY ($1::uuid[])
     UNION ALL SELECT ${columns} FROM relation WHERE relation.source_id = ANY ($2::uuid[])
     UNION ALL SELECT ${columns} FROM relation WHERE relation.target_id = ANY ($2::uuid[])`,
    [ids, ofCards],
  );
  return rows.map(toStoredRelation);
}

/** Locks relations in the order of their ids. The cards at their near ends must be locked already. */
export async function lockRelations(tx: Tx, selection: RelationSelection): Promise<StoredRelation[]> {
  const { ids, ofCards, ends } = selection;
  if (ids.length + ofCards.length + ends.length === 0) return [];
  const rows: RelationRow[] = await tx.query(
    `SELECT ${columns} FROM relation WHERE relation.id IN (
       SELECT unnest($1::uuid[])
       UNION SELECT near.id FROM relation AS near WHERE near.source_id = ANY ($2::uuid[])
       UNION SELECT near.id FROM relation AS near WHERE near.target_id = ANY ($2::uuid[])
       UNION SELECT near.id FROM jsonb_to_recordset($3::jsonb) AS wanted(domain_id integer, source_id uuid, target_id uuid)
         JOIN relation AS near ON near.domain_id = wanted.domain_id AND near.source_id = wanted.source_id
         WHERE wanted.source_id IS NOT NULL AND (wanted.target_id IS NULL OR wanted.target_id = near.target_id)
       UNION SELECT near.id FROM jsonb_to_recordset($3::jsonb) AS wanted(domain_id integer, source_id uuid, target_id uuid)
         JOIN relation AS near ON near.domain_id = wanted.domain_id AND near.target_id = wanted.target_id
         WHERE wanted.source_id IS NULL
     ) ORDER BY relation.id FOR UPDATE`,
    [
      ids,
      ofCards,
      JSON.stringify(
        ends.map((end) => ({ domain_id: end.domainId, source_id: end.sourceId, target_id: end.targetId })),
      ),
    ],
  );
  return rows.map(toStoredRelation);
}

/** Throws a unique violation when cardinality, which stands with the domain, is against it. */
export async function insertRelations(
  tx: Tx,
  change: Change,
  relations: readonly StoredRelation[],
): Promise<void> {
  if (relations.length === 0) return;
  // That the cards of a relation exist is looked up in a table of many partitions: left to itself, PostgreSQL plans that anew for
  // each of them, which takes twenty times as long as the look.
  await setPlanCache(tx, 'force_generic_plan');
  await insertThem(tx, change, relations);
  await setPlanCache(tx, 'auto');
}

/** For the rest of the transaction, or of the savepoint if it fails. */
async function setPlanCache(tx: Tx, mode: 'force_generic_plan' | 'auto'): Promise<void> {
  await tx.query(`SELECT set_config('plan_cache_mode', $1, true)`, [mode]);
}

async function insertThem(tx: Tx, change: Change, relations: readonly StoredRelation[]): Promise<void> {
  await tx.query(
    `INSERT INTO relation (id, domain_id, source_class, source_id, target_class, target_id, attributes, provenance,
       source_once, target_once, valid_from, change_id)
     SELECT new.id, new.domain_id, new.source_class, new.source_id, new.target_class, new.target_id, new.attributes,
       new.provenance, domain.source_once, domain.target_once, $2, $3
     FROM jsonb_to_recordset($1::jsonb) AS new(id uuid, domain_id integer, source_class integer, source_id uuid,
       target_class integer, target_id uuid, attributes jsonb, provenance jsonb)
     JOIN domain ON domain.id = new.domain_id`,
    [toRecords(relations), change.at, change.id],
  );
}

/** Puts the standing versions into the history and writes new attributes. The relations must be locked. */
export async function updateRelations(
  tx: Tx,
  change: Change,
  relations: readonly StoredRelation[],
): Promise<void> {
  if (relations.length === 0) return;
  await endRelationVersions(tx, change, relations);
  await tx.query(
    `UPDATE relation SET attributes = new.attributes, provenance = new.provenance, valid_from = $2, change_id = $3
     FROM jsonb_to_recordset($1::jsonb) AS new(id uuid, attributes jsonb, provenance jsonb)
     WHERE relation.id = new.id`,
    [toRecords(relations), change.at, change.id],
  );
}

/** Moves relations into the history. They must be locked. */
export async function endRelations(
  tx: Tx,
  change: Change,
  relations: readonly StoredRelation[],
): Promise<void> {
  if (relations.length === 0) return;
  await endRelationVersions(tx, change, relations);
  const ids = relations.map((relation) => relation.id);
  await tx.query('DELETE FROM relation WHERE id = ANY ($1::uuid[])', [ids]);
}

async function endRelationVersions(
  tx: Tx,
  change: Change,
  relations: readonly StoredRelation[],
): Promise<void> {
  await tx.query(
    `INSERT INTO relation_history (id, domain_id, source_class, source_id, target_class, target_id, attributes,
       provenance, valid_from, change_id, valid_to, ended_change_id)
     SELECT ${columns}, $2, $3 FROM relation WHERE relation.id = ANY ($1::uuid[])`,
    [relations.map((relation) => relation.id), change.at, change.id],
  );
}

/** Active relations that exclude one of these, by cardinality or by being the same. */
export async function findRelationsInTheWay(
  tx: Tx,
  relations: readonly StoredRelation[],
): Promise<StoredRelation[]> {
  const rows: RelationRow[] = await tx.query(
    `SELECT DISTINCT ON (relation.id) ${columns}
     FROM jsonb_to_recordset($1::jsonb) AS new(domain_id integer, source_id uuid, target_id uuid)
     JOIN domain ON domain.id = new.domain_id
     JOIN relation ON relation.domain_id = new.domain_id AND (
       (domain.source_once AND relation.source_id = new.source_id)
       OR (domain.target_once AND relation.target_id = new.target_id)
       OR (relation.source_id = new.source_id AND relation.target_id = new.target_id))
     ORDER BY relation.id LIMIT 20`,
    [toRecords(relations)],
  );
  return rows.map(toStoredRelation);
}

function toRecords(relations: readonly StoredRelation[]): string {
  const records = relations.map((relation) => ({
    id: relation.id,
    domain_id: relation.domainId,
    source_class: relation.sourceClass,
    source_id: relation.sourceId,
    target_class: relation.targetClass,
    target_id: relation.targetId,
    attributes: relation.attributes,
    provenance: relation.provenance,
  }));
  return JSON.stringify(records);
}

function toStoredRelation(row: RelationRow): StoredRelation {
  return {
    id: row.id,
    domainId: row.domain_id,
    sourceClass: row.source_class,
    sourceId: row.source_id,
    targetClass: row.target_class,
    targetId: row.target_id,
    attributes: row.attributes,
    provenance: row.provenance,
    validFrom: row.valid_from,
    changeId: row.change_id,
  };
}
