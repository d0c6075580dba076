import type { Change } from '../changes/attestation.ts';
import type { Tx } from '../platform/database/database.ts';
import type { StoredCard } from './card-work.ts';

interface CardRow {
  class_id: number;
  id: string;
  code: string | null;
  description: string | null;
  attributes: StoredCard['attributes'];
  provenance: StoredCard['provenance'];
  valid_from: Date;
  change_id: string;
  revision: string;
}

const columns = `card.class_id, card.id, card.code, card.description, card.attributes, card.provenance,
  card.valid_from, card.change_id, card.revision`;

/**
 * Locks active cards in the order of their ids, so that two writers cannot wait for each other. Whoever is going to
 * retire takes the full lock, which also holds off new relations to these cards; else they stay free to be related to.
 */
export async function lockCards(
  tx: Tx,
  ids: readonly string[],
  lock: 'FOR UPDATE' | 'FOR NO KEY UPDATE',
): Promise<StoredCard[]> {
  if (ids.length === 0) return [];
  const rows: CardRow[] = await tx.query(
    `SELECT ${columns} FROM card WHERE card.id = ANY ($1::uuid[]) ORDER BY card.id ${lock}`,
    [ids],
  );
  return rows.map(toStoredCard);
}

/** Class of each of these cards that is active. */
export async function readCardClasses(tx: Tx, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows: { id: string; class_id: number }[] = await tx.query(
    'SELECT card.id, card.class_id FROM card WHERE card.id = ANY ($1::uuid[])',
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row.class_id]));
}

export async function insertCards(tx: Tx, change: Change, cards: readonly StoredCard[]): Promise<void> {
  if (cards.length === 0) return;
  await tx.query(
    `INSERT INTO card (class_id, id, code, description, attributes, provenance, valid_from, change_id, revision)
     SELECT new.class_id, new.id, new.code, new.description, new.attributes, new.provenance, $2, $3, $3
     FROM jsonb_to_recordset($1::jsonb) AS new(class_id integer, id uuid, code text, description text,
       attributes jsonb, provenance jsonb)`,
    [toRecords(cards), change.at, change.id],
  );
}

/** Puts the standing versions into the history and writes new ones. The cards must be locked. */
export async function updateCards(tx: Tx, change: Change, cards: readonly StoredCard[]): Promise<void> {
  if (cards.length === 0) return;
  await endCardVersions(tx, change, cards, false);
  await tx.query(
    `UPDATE card SET code = new.code, description = new.description, attributes = new.attributes,
       provenance = new.provenance, valid_from = $2, change_id = $3, revision = $3
     FROM jsonb_to_recordset($1::jsonb) AS new(class_id integer, id uuid, code text, description text,
       attributes jsonb, provenance jsonb)
     WHERE card.id = new.id AND card.class_id = new.class_id`,
    [toRecords(cards), change.at, change.id],
  );
}

/** Puts the last versions into the history. The cards must be locked and their relations ended. */
export async function retireCards(tx: Tx, change: Change, cards: readonly StoredCard[]): Promise<void> {
  if (cards.length === 0) return;
  await endCardVersions(tx, change, cards, true);
  await tx.query(
    `DELETE FROM card USING unnest($1::integer[], $2::uuid[]) AS ended(class_id, id)
     WHERE card.class_id = ended.class_id AND card.id = ended.id`,
    [cards.map((card) => card.classId), cards.map((card) => card.id)],
  );
}

async function endCardVersions(
  tx: Tx,
  change: Change,
  cards: readonly StoredCard[],
  retired: boolean,
): Promise<void> {
  await tx.query(
    `INSERT INTO card_history (class_id, id, code, description, attributes, provenance, valid_from, change_id,
       valid_to, ended_change_id, retired)
     SELECT card.class_id, card.id, card.code, card.description, card.attributes, card.provenance, card.valid_from,
       card.change_id, $3, $4, $5
     FROM card JOIN unnest($1::integer[], $2::uuid[]) AS ended(class_id, id)
       ON card.class_id = ended.class_id AND card.id = ended.id`,
    [cards.map((card) => card.classId), cards.map((card) => card.id), change.at, change.id, retired],
  );
}

/** Marks cards of which a reference has changed, so that whoever saw them before notices. Writes no version. */
export async function touchCards(
  tx: Tx,
  change: Change,
  cards: readonly Pick<StoredCard, 'classId' | 'id'>[],
): Promise<void> {
  if (cards.length === 0) return;
  await tx.query(
    `UPDATE card SET revision = $3 FROM unnest($1::integer[], $2::uuid[]) AS touched(class_id, id)
     WHERE card.class_id = touched.class_id AND card.id = touched.id`,
    [cards.map((card) => card.classId), cards.map((card) => card.id), change.id],
  );
}

/** Active cards of a class that hold one of these values; `expression` must come from `attributeExpression`. */
export async function findHolders(
  tx: Tx,
  classId: number,
  expression: string,
  values: readonly string[],
): Promise<{ id: string; value: string }[]> {
  return tx.query(
    `SELECT card.id, (${expression})::text AS value FROM card
     WHERE card.class_id = $1 AND (${expression})::text = ANY ($2::text[])`,
    [classId, values],
  );
}

function toRecords(cards: readonly StoredCard[]): string {
  const records = cards.map(({ classId, id, code, description, attributes, provenance }) => ({
    class_id: classId,
    id,
    code,
    description,
    attributes,
    provenance,
  }));
  return JSON.stringify(records);
}

export function toStoredCard(row: CardRow): StoredCard {
  return {
    classId: row.class_id,
    id: row.id,
    code: row.code,
    description: row.description,
    attributes: row.attributes,
    provenance: row.provenance,
    validFrom: row.valid_from,
    changeId: row.change_id,
    revision: row.revision,
  };
}
