import type { Tx } from '../platform/database/database.ts';
import type { ImportJob, PendingRow, ReadRow, RowVerdict } from './import-job.ts';

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
    `INSERT INTO import_row (import_id, number, cells, key)
     SELECT $1, new.number, new.cells, new.key
     FROM jsonb_to_recordset($2::jsonb) AS new(number integer, cells jsonb, key text)`,
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

/** Ends a stage; the counts are those of the rows as they are now. */
export async function leaveState(tx: Tx, id: string, state: string, fault: string | null): Promise<void> {
  await tx.query(
    `UPDATE import_job SET state = $2, fault = $3, counts = (
       SELECT coalesce(jsonb_object_agg(counted.verdict, counted.found), '{}') FROM (
         SELECT verdict, count(*) AS found FROM import_row WHERE import_id = $1 AND verdict IS NOT NULL
         GROUP BY verdict) AS counted)
     WHERE id = $1`,
    [id, state, fault],
  );
}

/** The next rows after a number, in their order; for applying only those that are neither faulty nor applied. */
export async function listPending(
  tx: Tx,
  id: string,
  after: number,
  limit: number,
  onlyGood: boolean,
): Promise<PendingRow[]> {
  return tx.query(
    `SELECT import_row.number, import_row.cells, import_row.key, (
       SELECT min(other.number) FROM import_row AS other
       WHERE other.import_id = $1 AND md5(other.key) = md5(import_row.key) AND other.key = import_row.key
         AND other.number < import_row.number) AS earlier
     FROM import_row WHERE import_row.import_id = $1 AND import_row.number > $2
       AND (NOT $4 OR (NOT import_row.applied AND import_row.verdict IN ('create', 'update')))
     ORDER BY import_row.number LIMIT $3`,
    [id, after, limit, onlyGood],
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

/** Holds a job for this transaction; false when another has it. */
export async function tryOccupyJob(tx: Tx, id: string): Promise<boolean> {
  const rows: { taken: boolean }[] = await tx.query(
    'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS taken',
    [`import ${id}`],
  );
  return rows[0]?.taken ?? false;
}
