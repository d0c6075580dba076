import { isDeepStrictEqual } from 'node:util';
import { type Card, findCard } from '../cards/cards.read-model.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import type { BulkSample } from './bulk.ts';

/** Cards that are shown as examples of what bulk work does. */
export const sampleSize = 10;

/** The cards with these ids, without those that there are not. */
export async function readCards(tx: Tx, catalogue: StoredCatalogue, ids: readonly string[]): Promise<Card[]> {
  const read: Card[] = [];
  for (const id of ids) {
    const card = await findCard(tx, catalogue, id);
    if (card !== undefined) read.push(card);
  }
  return read;
}

/** Cards as they were, each with what is different afterwards. */
export function toSample(before: readonly Card[], after: readonly Card[]): BulkSample[] {
  const next = new Map(after.map((card) => [card.id, card]));
  return before.map((card) => {
    const { Code: code, Description: description } = card.attributes;
    return {
      id: card.id,
      class: card.class,
      code: typeof code === 'string' ? code : null,
      description: typeof description === 'string' ? description : null,
      differences: listChanges(card, next.get(card.id) ?? card),
    };
  });
}

function listChanges(before: Card, after: Card): BulkSample['differences'] {
  const differences: BulkSample['differences'] = [];
  for (const [attribute, value] of Object.entries(after.attributes)) {
    const old = before.attributes[attribute] ?? null;
    if (!isDeepStrictEqual(old, value)) differences.push({ attribute, old, new: value });
  }
  return differences;
}
