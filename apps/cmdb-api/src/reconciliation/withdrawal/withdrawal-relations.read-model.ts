import type { Tx } from '../../platform/database/database.ts';
import { type WordRow, wordsOn } from '../relation-words.repository.ts';

/** A relation of the source that is taken back, as it stands, with who else says it. */
export interface OwnRelationRow {
  id: string;
  domainId: number;
  sourceId: string;
  sourceClass: number;
  sourceKey: string | null;
  targetId: string;
  targetClass: number;
  targetKey: string | null;
  alsoBy: WordRow[];
}

/** SQL of the relations of the source $1 that stand, with a further condition. */
const ownRelations = (where: string) =>
  `SELECT relation.id, relation.domain_id AS "domainId", relation.source_id AS "sourceId",
       relation.source_class AS "sourceClass", near.code AS "sourceKey", relation.target_id AS "targetId",
       relation.target_class AS "targetClass", far.code AS "targetKey",
       ${wordsOn('relation')} AS "alsoBy"
     FROM relation
     JOIN card AS near ON near.id = relation.source_id AND near.class_id = relation.source_class
     JOIN card AS far ON far.id = relation.target_id AND far.class_id = relation.target_class
     WHERE relation.provenance ->> 'source' = $1 AND ${where}`;

/** Those of these relations that the source still is the one to say. */
export async function listOwnRelations(
  tx: Tx,
  source: string,
  ids: readonly string[],
): Promise<OwnRelationRow[]> {
  return tx.query(`${ownRelations('relation.id = ANY ($2::uuid[])')} ORDER BY relation.id`, [source, ids]);
}

/** All relations of a source, a page of them, for a preview. */
export async function pageOwnRelations(
  tx: Tx,
  source: string,
  after: string | null,
  limit: number,
): Promise<OwnRelationRow[]> {
  return tx.query(`${ownRelations('($2::uuid IS NULL OR relation.id > $2)')} ORDER BY relation.id LIMIT $3`, [
    source,
    after,
    limit,
  ]);
}

/** The relations by which a source has told of which master these cards are parts; what several masters share has no such place. */
export async function listPlaces(
  tx: Tx,
  source: string,
  cardIds: readonly string[],
): Promise<OwnRelationRow[]> {
  if (cardIds.length === 0) return [];
  const isPart = (end: 'source' | 'target') =>
    `(relation.${end}_id = ANY ($2::uuid[]) AND class.id = relation.${end}_class AND NOT EXISTS (SELECT 1 FROM source_card
         WHERE source_card.source = $1 AND source_card.card_id = relation.${end}_id AND source_card.shared))`;
  const mapped = `EXISTS (SELECT 1 FROM run, jsonb_array_elements(run.mapping -> 'classes') AS mapped, domain, class
       WHERE run.id = (relation.provenance ->> 'runId')::uuid AND domain.id = relation.domain_id
         AND mapped ->> 'domain' = domain.name AND class.name = mapped ->> 'name' AND NOT mapped ? 'refers'
         AND NOT (mapped ->> 'master')::boolean AND (${isPart('source')} OR ${isPart('target')}))`;
  return tx.query(
    `${ownRelations(`(relation.source_id = ANY ($2::uuid[]) OR relation.target_id = ANY ($2::uuid[])) AND ${mapped}`)}
     ORDER BY relation.id`,
    [source, cardIds],
  );
}
