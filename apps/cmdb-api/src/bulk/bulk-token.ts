import { createHash } from 'node:crypto';
import type { BulkCard, BulkWork } from './bulk.ts';

/**
 * Names a piece of bulk work together with the state of every card that it is about: the same work on the same cards gives the same
 * token, and a card that came, went or was changed gives another. `cards` must be in the order of their ids.
 */
export function makeBulkToken(work: BulkWork, cards: readonly BulkCard[]): string {
  const { className, filter, query, update } = work;
  const hash = createHash('sha256');
  hash.update(JSON.stringify([className, filter ?? null, query, update ?? null]));
  for (const { id, revision } of cards) hash.update(`\n${id} ${revision}`);
  return hash.digest('base64url');
}
