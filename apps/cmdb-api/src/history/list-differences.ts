import { InvalidInputError } from '@popis/errors';
import { z } from 'zod';
import type { Card } from '../cards/cards.read-model.ts';
import { type CheckedList, checkList, type WantedList } from '../cards/check-list.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { readCursor, writeCursor } from '../platform/http/paging.ts';
import { type AttributeDifference, compareAttributes, shownOf } from './card-differences.ts';

/** How a card of one of two lists stands to the other: in both and equal, in both, in the later only, in the earlier only. */
export const rowStates = ['same', 'changed', 'added', 'gone'] as const;
export type RowState = (typeof rowStates)[number];
export type StateCounts = Record<RowState, number>;

/** A list at two instants, as it is asked for; without `to`, the later one is the time of the first page. */
export interface WantedListDifferences extends Omit<WantedList, 'asOf' | 'show'> {
  from: Date;
  to?: Date | undefined;
  /** Shows these only; absent = all. */
  states?: readonly RowState[] | undefined;
}

/** The two lists, known to be good. */
export interface CheckedListDifferences {
  older: CheckedList;
  newer: CheckedList;
  from: Date;
  to: Date;
  limit: number;
  states: readonly RowState[];
  after: DifferencesCursor | undefined;
}

type DifferencesCursor = z.output<typeof cursorSchema>;

const count = z.int().min(0);
const cursorSchema = z.object({
  sort: z.array(z.string()),
  keys: z.array(z.string().nullable()),
  id: z.uuid(),
  counts: z.object({ same: count, changed: count, added: count, gone: count }),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  states: z.array(z.enum(rowStates)),
});

/**
 * Relative dates count from each of the two instants. The pages of one list share both, and show the same states.
 *
 * @throws InvalidInputError with every fault; NotFoundError when there is no such class
 */
export function checkListDifferences(
  catalogue: StoredCatalogue,
  wanted: WantedListDifferences,
): CheckedListDifferences {
  const { cursor, from, limit } = wanted;
  const prefix = wanted.at === 'body' ? '' : 'query.';
  const after = readCursor(cursorSchema, cursor, `${prefix}cursor`);
  const to = after === undefined ? (wanted.to ?? new Date()) : new Date(after.to);
  if (from > to) {
    const faults = [{ path: `${prefix}from`, message: 'must not be later than `to`' }];
    throw new InvalidInputError('The request has a fault', faults);
  }
  const states = wanted.states ?? rowStates;
  if (after !== undefined && !isSameList(after, { ...wanted, states })) {
    const faults = [{ path: `${prefix}cursor`, message: 'belongs to a list that was asked for otherwise' }];
    throw new InvalidInputError('The request has a fault', faults);
  }
  const [older, newer] = [from, to].map((asOf) =>
    checkList(catalogue, { ...wanted, cursor: undefined, asOf }),
  ) as [CheckedList, CheckedList];
  return { older, newer, from, to, limit, states, after };
}

function isSameList(
  after: DifferencesCursor,
  { sort, from, to, states }: WantedListDifferences & { states: readonly RowState[] },
): boolean {
  const isLater = to === undefined || to.toISOString() === new Date(after.to).toISOString();
  return (
    isLater &&
    after.sort.join() === sort.join() &&
    after.states.join() === states.join() &&
    new Date(after.from).getTime() === from.getTime()
  );
}

/** The cursor that goes on behind a row. */
export function toDifferencesCursor(
  { from, to, states }: CheckedListDifferences,
  sort: readonly string[],
  last: { keys: (string | null)[]; id: string },
  counts: StateCounts,
): string {
  const cursor: z.input<typeof cursorSchema> = {
    sort: [...sort],
    ...last,
    counts,
    from: from.toISOString(),
    to: to.toISOString(),
    states: [...states],
  };
  return writeCursor(cursor);
}

/** Where a card is at an instant: in the list; there, but not in the list; not there, or not to be seen. */
export type Presence = 'listed' | 'unlisted' | 'absent';

/** A card of the union of two lists. */
export interface ListDifference {
  state: RowState;
  from: Presence;
  to: Presence;
  /** As it is in the later list, or was in the earlier one. */
  card: Card;
  /** What differs between the instants; a card that is absent has no values. */
  differences: AttributeDifference[];
}

/** Tells what became of a card of one of the lists; `undefined` when it is at neither instant. */
export function toListDifference(
  state: RowState,
  older: Card | undefined,
  newer: Card | undefined,
): ListDifference | undefined {
  const card = state === 'gone' ? older : newer;
  if (card === undefined) return undefined;
  const presence = (at: Card | undefined): Presence => (at === undefined ? 'absent' : 'unlisted');
  return {
    state,
    from: state === 'added' ? presence(older) : 'listed',
    to: state === 'gone' ? presence(newer) : 'listed',
    card,
    differences: compareAttributes(shownOf(older), shownOf(newer)),
  };
}

/** How many rows these states have together. */
export function countStates(counts: StateCounts, states: readonly RowState[]): number {
  let total = 0;
  for (const state of new Set(states)) total += counts[state];
  return total;
}
