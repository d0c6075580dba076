/** What a series of requests took, in milliseconds. */
export interface Timing {
  requests: number;
  p50: number;
  p95: number;
  p99: number;
}

/** Nearest-rank percentiles of measured times. */
export function toTiming(timesMs: readonly number[]): Timing {
  const sorted = [...timesMs].sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  return { requests: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
