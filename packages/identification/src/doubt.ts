/**
 * Of devices of which it is open whether they are one, each stands for the same: the lowest id of those that hang together.
 * What they share is no sign of junk, and no less worth for it.
 */
export function groupByDoubt(doubts: readonly (readonly [number, number])[]): (id: number) => number {
  const above = new Map<number, number>();
  const top = (id: number): number => {
    const next = above.get(id);
    return next === undefined ? id : top(next);
  };
  for (const [one, other] of doubts) {
    const [low, high] = [top(one), top(other)].sort((a, b) => a - b);
    if (low !== undefined && high !== undefined && low !== high) {
      above.set(high, low);
    }
  }
  return top;
}
