import type { AttributeValue, Direction } from '@popis/model';
import type { Tx } from '../../platform/database/database.ts';
import { keyOf } from '../current-state.read-model.ts';

/** A card that retired when all that its source had said was taken back, as it was then. */
export interface WithdrawnRow {
  id: string;
  code: string | null;
  description: string | null;
  attributes: Record<string, AttributeValue>;
}

/** A part of those, with the master that it belonged to. */
export interface WithdrawnPartRow extends WithdrawnRow {
  classId: number;
  masterId: string;
  domainId: number;
}

/** SQL of how `held` cards were when they retired; what has lived since, or retired for anything else, is no such card any more. */
const withdrawn = `JOIN card_history AS card ON card.class_id = held.class_id AND card.id = held.card_id AND card.retired
       AND card.ended_change_id = held.change_id
       AND NOT EXISTS (SELECT 1 FROM card AS standing
         WHERE standing.class_id = held.class_id AND standing.id = held.card_id)
       AND NOT EXISTS (SELECT 1 FROM card_history AS later
         WHERE later.class_id = held.class_id AND later.id = held.card_id AND later.valid_to > card.valid_to)`;
const columns = 'card.id, card.code, card.description, card.attributes';

/** Remembers cards that a change has retired for their source's being taken back. */
export async function insertWithdrawn(
  tx: Tx,
  source: string,
  changeId: string,
  cardIds: readonly string[],
): Promise<void> {
  if (cardIds.length === 0) return;
  await tx.query(
    `INSERT INTO withdrawn_card (source, card_id, class_id, change_id)
     SELECT $1, card.id, card.class_id, $2 FROM card_history AS card
     WHERE card.ended_change_id = $2 AND card.retired AND card.id = ANY ($3::uuid[])
     ON CONFLICT ON CONSTRAINT withdrawn_card_source_card_id_pkey DO UPDATE SET change_id = EXCLUDED.change_id`,
    [source, changeId, cardIds],
  );
}

/** Forgets those that have come back. */
export async function dropReturned(tx: Tx, source: string): Promise<void> {
  await tx.query(
    `DELETE FROM withdrawn_card WHERE source = $1 AND EXISTS (SELECT 1 FROM card
       WHERE card.class_id = withdrawn_card.class_id AND card.id = withdrawn_card.card_id)`,
    [source],
  );
}

/** Whether a source has any. */
export async function hasWithdrawn(tx: Tx, source: string): Promise<boolean> {
  const rows: unknown[] = await tx.query('SELECT 1 FROM withdrawn_card WHERE source = $1 LIMIT 1', [source]);
  return rows.length > 0;
}

/** Those of a class that had one of the values of an attribute, the latest last. */
export async function listWithdrawnByValue(
  tx: Tx,
  source: string,
  classId: number,
  attribute: string,
  values: readonly string[],
): Promise<(WithdrawnRow & { value: string })[]> {
  return tx.query(
    `SELECT ${columns}, ${keyOf('$3')} AS value FROM withdrawn_card AS held ${withdrawn}
     WHERE held.source = $1 AND held.class_id = $2 AND ${keyOf('$3')} = ANY ($4::text[])
     ORDER BY card.valid_to, card.id`,
    [source, classId, attribute, values],
  );
}

/** Those that were parts of masters on domains at one end of which the masters stand, until they or the masters retired so. */
export async function listWithdrawnParts(
  tx: Tx,
  source: string,
  masterIds: readonly string[],
  domainIds: readonly number[],
  direction: Direction,
): Promise<WithdrawnPartRow[]> {
  const [master, part] = direction === 'directed' ? ['source', 'target'] : ['target', 'source'];
  return tx.query(
    `SELECT ${columns}, card.class_id AS "classId", relation.${master}_id AS "masterId",
       relation.domain_id AS "domainId"
     FROM relation_history AS relation
     JOIN withdrawn_card AS held ON held.source = $1 AND held.card_id = relation.${part}_id
     ${withdrawn}
     WHERE relation.${master}_id = ANY ($2::uuid[]) AND relation.domain_id = ANY ($3::integer[])
       AND (relation.ended_change_id = held.change_id OR EXISTS (SELECT 1 FROM withdrawn_card AS its
         WHERE its.source = $1 AND its.card_id = relation.${master}_id AND its.change_id = relation.ended_change_id))
     ORDER BY card.id`,
    [source, masterIds, domainIds],
  );
}
