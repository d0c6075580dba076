import type { Tx } from '../platform/database/database.ts';
import type { StoredCard, StoredRelation } from './card-work.ts';
import type { WrittenContent } from './written-content.ts';

/** What a change wrote to cards and relations, read again from the tables: its attested form must give the change's hash. */
export async function readWrittenContent(tx: Tx, changeId: string): Promise<WrittenContent> {
  const cards: StoredCard[] = await tx.query(
    `SELECT version.class_id AS "classId", version.id, version.code, version.description, version.attributes,
       version.provenance
     FROM card AS version WHERE version.change_id = $1
     UNION ALL
     SELECT version.class_id, version.id, version.code, version.description, version.attributes, version.provenance
     FROM card_history AS version WHERE version.change_id = $1`,
    [changeId],
  );
  const endedCards: { id: string; validFrom: Date; retired: boolean }[] = await tx.query(
    `SELECT past.id, past.valid_from AS "validFrom", past.retired
     FROM card_history AS past WHERE past.ended_change_id = $1`,
    [changeId],
  );
  const relations: StoredRelation[] = await tx.query(
    `SELECT version.id, version.domain_id AS "domainId", version.source_class AS "sourceClass",
       version.source_id AS "sourceId", version.target_class AS "targetClass", version.target_id AS "targetId",
       version.attributes, version.provenance
     FROM relation AS version WHERE version.change_id = $1
     UNION ALL
     SELECT version.id, version.domain_id, version.source_class, version.source_id, version.target_class,
       version.target_id, version.attributes, version.provenance
     FROM relation_history AS version WHERE version.change_id = $1`,
    [changeId],
  );
  const endedRelations: { id: string; validFrom: Date }[] = await tx.query(
    `SELECT past.id, past.valid_from AS "validFrom"
     FROM relation_history AS past WHERE past.ended_change_id = $1`,
    [changeId],
  );
  return { cards, endedCards, relations, endedRelations };
}
