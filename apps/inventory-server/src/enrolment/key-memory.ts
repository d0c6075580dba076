const MOST_KEYS = 50_000;
const MOST_UNKNOWN = 10_000;
/** So long another process may have taken a key in without this one knowing. */
const UNKNOWN_MS = 10_000;

/** What is remembered of keys between requests: never that one may report, only that it need not be looked at. */
export interface KeyMemory {
  /** A counter that a known key has had. It only grows, so what is not above it is no new request. */
  counterOf(keyId: string): number | undefined;
  accept(keyId: string, counter: number): void;
  /** Whether the key was looked for a moment ago, in vain. */
  isUnknown(keyId: string): boolean;
  isNot(keyId: string): void;
}

/** Remembers so many keys; the oldest are forgotten first, and looked for anew. */
export function openKeyMemory(nowMs: () => number = () => performance.now()): KeyMemory {
  const counters = new Map<string, number>();
  const unknown = new Map<string, number>();
  return {
    counterOf: (keyId) => counters.get(keyId),
    accept(keyId, counter) {
      unknown.delete(keyId);
      const before = counters.get(keyId) ?? 0;
      keep(counters, keyId, Math.max(before, counter), MOST_KEYS);
    },
    isUnknown: (keyId) => (unknown.get(keyId) ?? Number.NEGATIVE_INFINITY) > nowMs(),
    isNot: (keyId) => keep(unknown, keyId, nowMs() + UNKNOWN_MS, MOST_UNKNOWN),
  };
}

function keep(map: Map<string, number>, key: string, value: number, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) {
    const [oldest = ''] = map.keys();
    map.delete(oldest);
  }
}
