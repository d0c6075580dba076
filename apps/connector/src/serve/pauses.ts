/** The schedule in the CMDB may change, and the clock may be set: nobody sleeps longer than this at a time. */
const longestMs = 60_000;
const firstFailureMs = 15_000;
const longestFailureMs = 15 * 60_000;

/** How long to sleep towards an instant; null = there is none to wait for. */
export function pauseUntil(until: Date | null, now: Date): number {
  if (until === null) return longestMs;
  return Math.min(Math.max(until.getTime() - now.getTime(), 0), longestMs);
}

/** The same pause, cut short where it would let a start pass that lies within it. */
export function pauseNotBeyond(pauseMs: number, start: Date | null, now: Date): number {
  const untilMs = start === null ? 0 : start.getTime() - now.getTime();
  return untilMs > 0 ? Math.min(pauseMs, untilMs) : pauseMs;
}

/** How long to wait after so many failures in a row: longer each time, up to a quarter of an hour. */
export function pauseAfterFailures(failures: number): number {
  return Math.min(firstFailureMs * 2 ** (failures - 1), longestFailureMs);
}
