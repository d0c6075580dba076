import type { Change } from '../changes/attestation.ts';
import { attributeExpression } from '../classes/attribute-expression.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import type { StoredCard, StoredRelation } from './card-work.ts';
import { valuesOf } from './decide-cards.ts';

/**
 * Whether what a change wrote takes the place of something that another one ended later by the clock. A change has its
 * time before its first row is written; one that then waits at a unique index is overtaken by the change it waits for, and
 * as of the time between both would stand. It has to be made again, with a later time.
 */
export async function isOvertaken(
  tx: Tx,
  catalogue: StoredCatalogue,
  change: Change,
  cards: readonly StoredCard[],
  relations: readonly StoredRelation[],
): Promise<boolean> {
  const bound: unknown[] = [change.at];
  const bind = (value: unknown) => `$${bound.push(value)}`;
  const at = '$1::timestamptz';
  const clauses = listHeldValues(catalogue, cards).map(
    ({ classId, expression, values }) =>
      `EXISTS (SELECT FROM card_history AS card WHERE card.valid_to > ${at} AND card.class_id = ${classId}
         AND (${expression})::text = ANY (${bind(values)}::text[]))`,
  );
  if (relations.length > 0) {
    const pairs = relations.map(({ domainId, sourceId, targetId }) => ({
      domain_id: domainId,
      source_id: sourceId,
      target_id: targetId,
    }));
    clauses.push(`EXISTS (
      SELECT FROM jsonb_to_recordset(${bind(JSON.stringify(pairs))}::jsonb)
        AS new(domain_id integer, source_id uuid, target_id uuid)
      JOIN domain ON domain.id = new.domain_id
      JOIN relation_history AS past ON past.domain_id = new.domain_id AND past.valid_to > ${at} AND (
        past.source_id = new.source_id AND (domain.source_once OR past.target_id = new.target_id)
        OR past.target_id = new.target_id AND domain.target_once))`);
  }
  if (clauses.length === 0) return false;
  const rows: { overtaken: boolean }[] = await tx.query(`SELECT ${clauses.join(' OR ')} AS overtaken`, bound);
  return rows[0]?.overtaken ?? false;
}

/** Values of unique attributes, by class and attribute. */
function listHeldValues(catalogue: StoredCatalogue, cards: readonly StoredCard[]) {
  const lists: { classId: number; expression: string; values: string[] }[] = [];
  for (const classId of new Set(cards.map((card) => card.classId))) {
    const ofClass = cards.filter((card) => card.classId === classId);
    for (const attribute of catalogue.getClass(catalogue.className(classId)).attributes) {
      if (!attribute.unique || attribute.type === 'reference') continue;
      const values = ofClass.map((card) => valuesOf(card)[attribute.name] ?? null);
      const held = values.filter((value) => value !== null).map(String);
      if (held.length > 0) lists.push({ classId, expression: attributeExpression(attribute), values: held });
    }
  }
  return lists;
}
