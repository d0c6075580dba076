const firstMs = 500;
const mostMs = 30_000;
/** What ran this long has recovered. */
const healthyMs = 60_000;

/** Milliseconds to wait before a process that ended is started again: doubled each time, from anew after a healthy run. */
export function nextBackoff(lastMs: number | undefined, ranMs: number): number {
  if (lastMs === undefined || ranMs >= healthyMs) return firstMs;
  return Math.min(lastMs * 2, mostMs);
}
