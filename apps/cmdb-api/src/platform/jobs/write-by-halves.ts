import { ConflictError, InvalidInputError, NotFoundError } from '@popis/errors';
import type { Tx } from '../database/database.ts';
import { undoOnThrow } from '../database/savepoint.ts';

/** What can be wrong with one item of a batch; anything else is no fault of the items. */
export type ItemError = InvalidInputError | ConflictError | NotFoundError;

/**
 * Writes items as one change. If one is refused it falls out, found by halving, and the others are written, in as many changes as
 * that takes. Gives one verdict an item, in their order.
 */
export async function writeByHalves<Item, Verdict>(
  tx: Tx,
  items: readonly Item[],
  write: (part: readonly Item[]) => Promise<Verdict[]>,
  refuse: (item: Item, error: ItemError) => Verdict,
): Promise<Verdict[]> {
  try {
    return await undoOnThrow(tx, () => write(items));
  } catch (error) {
    const [first] = items;
    if (first === undefined || !isOfItem(error)) throw error;
    if (items.length === 1) return [refuse(first, error)];
    const half = Math.ceil(items.length / 2);
    const before = await writeByHalves(tx, items.slice(0, half), write, refuse);
    return [...before, ...(await writeByHalves(tx, items.slice(half), write, refuse))];
  }
}

function isOfItem(error: unknown): error is ItemError {
  return (
    error instanceof InvalidInputError || error instanceof ConflictError || error instanceof NotFoundError
  );
}
