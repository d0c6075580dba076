import type { AttributeDefinition } from '@popis/model';
import { attributeExpression } from '../classes/attribute-expression.ts';
import type { Tx } from '../platform/database/database.ts';

/** Ids of the cards of classes that have no value of an attribute that is stored, in their order. */
export async function listCardsWithout(
  tx: Tx,
  classIds: readonly number[],
  attribute: Pick<AttributeDefinition, 'name' | 'type'>,
): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    `SELECT card.id FROM card
     WHERE card.class_id = ANY ($1::integer[]) AND ${attributeExpression(attribute)} IS NULL ORDER BY card.id`,
    [classIds],
  );
  return rows.map((row) => row.id);
}
