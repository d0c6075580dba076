import type { Tx } from '../platform/database/database.ts';

/** Who is at a run, and how long that counts without a further sign of life. */
export interface WantedLease {
  holder: string;
  seconds: number;
}

/** A lease that has not run out. */
export interface LiveLease {
  holder: string;
  heardAt: Date;
  until: Date;
}

/** Gives a new run its holder. */
export async function insertLease(tx: Tx, runId: string, lease: WantedLease): Promise<void> {
  await tx.query(
    `INSERT INTO run_lease (run_id, holder, heard_at, until)
     VALUES ($1, $2, clock_timestamp(), clock_timestamp() + make_interval(secs => $3))`,
    [runId, lease.holder, lease.seconds],
  );
}

/**
 * Notes a sign of life of the holder of an unfinished run. Undefined when it does not hold the run, or the run is at its
 * end. A lease that has run out begins again, as long as nobody has taken the run's place.
 */
export async function renewLease(tx: Tx, runId: string, lease: WantedLease): Promise<Date | undefined> {
  const [rows]: [{ until: Date }[], number] = await tx.query(
    `UPDATE run_lease SET heard_at = clock_timestamp(), until = clock_timestamp() + make_interval(secs => $3)
     FROM run
     WHERE run_lease.run_id = $1 AND run_lease.holder = $2
       AND run.id = run_lease.run_id AND run.state IN ('open', 'closed', 'planned')
     RETURNING run_lease.until`,
    [runId, lease.holder, lease.seconds],
  );
  return rows[0]?.until;
}

/** The lease of a run, unless it has run out. */
export async function findLiveLease(tx: Tx, runId: string): Promise<LiveLease | undefined> {
  const rows: LiveLease[] = await tx.query(
    `SELECT run_lease.holder, run_lease.heard_at AS "heardAt", run_lease.until FROM run_lease
     WHERE run_lease.run_id = $1 AND run_lease.until > clock_timestamp()`,
    [runId],
  );
  return rows[0];
}
