/** One thing that a process needs to serve. */
export interface ReadinessCheck {
  name: string;
  /** Why it does not hold, in a sentence that anybody may read; undefined when it holds. A throw means that it does not. */
  findFault(): Promise<string | undefined>;
}

/** Whether a process can serve now, and what of it holds and does not. */
export interface ReadinessReport {
  status: 'ready' | 'not ready';
  checks: { name: string; ok: boolean; reason?: string }[];
}

/** What a load balancer asks, and what a process says of itself while it stops. */
export interface Readiness {
  ask(): Promise<ReadinessReport>;
  /** From now on the process is not ready, whatever else holds: it serves what comes all the same until it ends. */
  drain(): void;
}

const LIMIT_MS = 5_000;
/** Whoever may ask can ask often: the checks run at most this often. */
const KEPT_MS = 1_000;

/** Asks all checks at once; each has five seconds. An answer is given to all who ask within a second. */
export function openReadiness(
  checks: readonly ReadinessCheck[],
  { limitMs = LIMIT_MS, keptMs = KEPT_MS, now = () => performance.now() } = {},
): Readiness {
  let draining = false;
  let kept: { untilMs: number; results: Promise<ReadinessReport['checks']> } | undefined;
  return {
    async ask() {
      if (kept === undefined || now() >= kept.untilMs) {
        const results = Promise.all(checks.map((check) => runCheck(check, limitMs)));
        kept = { untilMs: now() + keptMs, results };
      }
      const serving = draining ? { ok: false, reason: 'this process is stopping' } : { ok: true };
      const all = [{ name: 'serving', ...serving }, ...(await kept.results)];
      return { status: all.every(({ ok }) => ok) ? 'ready' : 'not ready', checks: all };
    },
    drain() {
      draining = true;
    },
  };
}

async function runCheck(
  { name, findFault }: ReadinessCheck,
  limitMs: number,
): Promise<ReadinessReport['checks'][number]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${limitMs / 1000} s`), limitMs);
  });
  try {
    const reason = await Promise.race([findFault(), late]);
    return reason === undefined ? { name, ok: true } : { name, ok: false, reason };
  } catch {
    // What a driver says may hold addresses and names: that is for the log of whoever asked it.
    return { name, ok: false, reason: 'does not answer' };
  } finally {
    clearTimeout(timer);
  }
}
