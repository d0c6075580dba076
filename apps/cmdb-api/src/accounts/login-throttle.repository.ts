import type { Tx } from '../platform/database/database.ts';

/** One thing that attempts are counted for. */
export interface AttemptLimit {
  key: string;
  /** Attempts allowed within the window. */
  most: number;
}

/** Length of the window in which attempts are counted, in seconds. */
export const windowSeconds = 900;

/**
 * Counts an attempt for each key and gives the keys that are over their limit. Counting comes before trying the
 * password, so that attempts made at once cannot pass together.
 */
export async function countAttempt(tx: Tx, limits: readonly AttemptLimit[]): Promise<string[]> {
  const rows: { key: string; failures: number }[] = await tx.query(
    `INSERT INTO login_failure AS known (key, failures, window_ends_at)
     SELECT key, 1, now() + make_interval(secs => $2) FROM unnest($1::text[]) AS key ORDER BY key
     ON CONFLICT ON CONSTRAINT login_failure_key_pkey DO UPDATE SET
       failures = CASE WHEN known.window_ends_at < now() THEN 1 ELSE known.failures + 1 END,
       window_ends_at = CASE WHEN known.window_ends_at < now() THEN excluded.window_ends_at ELSE known.window_ends_at END
     RETURNING known.key, known.failures`,
    [limits.map((limit) => limit.key), windowSeconds],
  );
  const over: string[] = [];
  for (const row of rows) {
    const limit = limits.find((candidate) => candidate.key === row.key);
    if (limit !== undefined && row.failures > limit.most) over.push(row.key);
  }
  return over;
}

/** Takes back the attempt that showed the password, and forgets all earlier ones of `forgiven`. */
export async function forgiveAttempt(tx: Tx, keys: readonly string[], forgiven: string): Promise<void> {
  await tx.query(
    `UPDATE login_failure SET failures = CASE WHEN key = $2 THEN 0 ELSE greatest(failures - 1, 0) END
     WHERE key = ANY ($1::text[])`,
    [keys, forgiven],
  );
}
