import type { Change } from './attestation.ts';

/** Changes whose content is read at once: all within a range of ids, and single ones that lie elsewhere. */
export interface ChangeWindow {
  first: string;
  last: string;
  others: readonly string[];
}

/** A row that a change wrote or ended, with the time that the row has for it, in the form of {@link toInstant}. */
export interface OfChange {
  changeId: string;
  instant: string;
}

/** So far may the clock of whoever names a change be from the clock that dates it. */
const toleranceMs = 5 * 60_000;

/**
 * Ids tell when they were made (RFC 9562, version 7), so changes that are near in time are near in every index of ids: a
 * range of it is read in one go. An id that is of another time than its change would only widen the range.
 */
export function toWindow(changes: readonly Pick<Change, 'id' | 'at'>[]): ChangeWindow {
  const near: string[] = [];
  const others: string[] = [];
  for (const { id, at } of changes) {
    const madeAt = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
    (Math.abs(madeAt - at.getTime()) <= toleranceMs ? near : others).push(id);
  }
  near.sort();
  const [first = none, last = none] = [near[0], near.at(-1)];
  return { first, last, others };
}

/** The condition that a column names a change of the window; its values are {@link windowValues}. */
export function isWithin(column: string, { others }: ChangeWindow): string {
  const range = `${column} BETWEEN $1::uuid AND $2::uuid`;
  return others.length === 0 ? range : `(${range} OR ${column} = ANY ($3::uuid[]))`;
}

export function windowValues({ first, last, others }: ChangeWindow): unknown[] {
  return others.length === 0 ? [first, last] : [first, last, others];
}

/** SQL for an instant without loss, as text: microseconds since 1970. */
export function toInstant(column: string): string {
  return `(extract(epoch FROM ${column}) * 1000000)::bigint`;
}

/** The other way round, as far as a Date can hold it. */
export function fromInstant(instant: string): Date {
  return new Date(Number(instant) / 1_000);
}

const none = '00000000-0000-0000-0000-000000000000';
