import type { Tx } from '../platform/database/database.ts';
import { jobsAreKeptDays } from '../platform/jobs/job-upkeep.ts';
import type { ImportJob, ImportState, PendingRow, ReadRow, RowVerdict } from './import-job.ts';

type NewJob = Pick<ImportJob, 'id' | 'classId' | 'fileName' | 'mode' | 'key' | 'columns' | 'startedBy'>;

export async function insertJob(tx: Tx, job: NewJob): Promise<void> {
  await tx.query(
    `INSERT INTO import_job (id, class_id, file_name, mode, key, columns, state, started_by)
     VALUES ($1, $2, $3, $4, $5, $6, 'reading', $7)`,
    [job.id, job.classId, job.fileName, job.mode, job.key, JSON.stringify(job.columns), job.startedBy],
  );
}

export async function deleteJob(tx: Tx, id: string): Promise<void> {
  await tx.query('DELETE FROM import_job WHERE id = $1', [id]);
}

export async function insertRows(tx: Tx, id: string, rows: readonly ReadRow[]): Promise<void> {
  await tx.query(
    `INSERT INTO import_row (import_id, number, cells, key, reading_faults)
     SELECT $1, new.number, new.cells, new.key, nullif(new."readingFaults", 'null')
     FROM jsonb_to_recordset($2::jsonb) AS new(number integer, cells jsonb, key text, "readingFaults" jsonb)`,
    [id, JSON.stringify(rows)],
  );
}

/** Enters a stage, if the job is in one of the states before it. Gives false when it is not. */
export async function enterState(
  tx: Tx,
  id: string,
  from: readonly string[],
  state: string,
): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query(
    `UPDATE import_job SET state = $3, done = 0, fault = NULL,
       rows = (SELECT count(*) FROM import_row WHERE import_id = $1)
     WHERE id = $1 AND state = ANY ($2) RETURNING id`,
    [id, from, state],
  );
  return rows.length > 0;
}

/** Ends a stage, if the job is in it; the counts are those of the rows as they are now. */
export async function leaveState(
  tx: Tx,
  id: string,
  from: ImportState,
  state: ImportState,
  fault: string | null,
): Promise<void> {
  await tx.query(
    `UPDATE import_job SET state = $2, fault = $3, counts = (
       SELECT coalesce(jsonb_object_agg(counted.verdict, counted.found), '{}') FROM (
         SELECT verdict, count(*) AS found FROM import_row WHERE import_id = $1 AND verdict IS NOT NULL
         GROUP BY verdict) AS counted)
     WHERE id = $1 AND state = $4`,
    [id, state, fault, from],
  );
}

/** Which rows a stage has still to do: those without a verdict, or those that are neither faulty nor applied. */
type Pending = 'unchecked' | 'good';

/** The next rows after a number, in their order. */
export async function listPending(
  tx: Tx,
  id: string,
  after: number,
  limit: number,
  which: Pending,
): Promise<PendingRow[]> {
  return tx.query(
    `SELECT import_row.number, import_row.cells, import_row.key, import_row.reading_faults AS "readingFaults", (
       SELECT min(other.number) FROM import_row AS other
       WHERE other.import_id = $1 AND md5(other.key) = md5(import_row.key) AND other.key = import_row.key
         AND other.number < import_row.number) AS earlier
     FROM import_row WHERE import_row.import_id = $1 AND import_row.number > $2
       AND CASE $4 WHEN 'unchecked' THEN import_row.verdict IS NULL
         ELSE NOT import_row.applied AND import_row.verdict IN ('create', 'update') END
     ORDER BY import_row.number LIMIT $3`,
    [id, after, limit, which],
  );
}

/** Writes what is to become, or (`applied`) what became of rows. */
export async function writeVerdicts(
  tx: Tx,
  id: string,
  verdicts: readonly RowVerdict[],
  applied: boolean,
): Promise<void> {
  await tx.query(
    `UPDATE import_row SET verdict = new.verdict, card_id = new."cardId", faults = new.faults,
       applied = $3 AND new.verdict <> 'fault'
     FROM jsonb_to_recordset($2::jsonb) AS new(number integer, verdict text, "cardId" uuid, faults jsonb)
     WHERE import_row.import_id = $1 AND import_row.number = new.number`,
    [id, JSON.stringify(verdicts), applied],
  );
  await tx.query('UPDATE import_job SET done = done + $2 WHERE id = $1', [id, verdicts.length]);
}

/** Keeps who said that a job is to be written, and why, for when another process goes on with it. */
export async function noteApplier(
  tx: Tx,
  id: string,
  appliedBy: string,
  reason: string | undefined,
): Promise<void> {
  await tx.query('UPDATE import_job SET applied_by = $2, apply_reason = $3 WHERE id = $1', [
    id,
    appliedBy,
    reason ?? null,
  ]);
}

/** Deletes old jobs that are not running, and those whose upload ended with its process. */
export async function deleteOldJobs(tx: Tx): Promise<number> {
  const [, deleted]: [unknown[], number] = await tx.query(
    `DELETE FROM import_job WHERE state NOT IN ('checking', 'applying') AND started_at <
       now() - CASE state WHEN 'reading' THEN interval '1 day' ELSE make_interval(days => $1) END`,
    [jobsAreKeptDays],
  );
  return deleted;
}
