const dayMs = 86_400_000;

/**
 * What ended by this instant is not kept any more. It is the beginning of a day (UTC), so that it stands still for as long as
 * people look at it.
 */
export function toHorizon(now: Date, keptDays: number): Date {
  const earliest = now.getTime() - keptDays * dayMs;
  return new Date(earliest - (earliest % dayMs));
}

/** Relations are kept for as long as the cards at either end are: `undefined` = for ever. */
export function longestKept(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : Math.max(one, other);
}
