import type { Fault } from '@popis/errors';
import { NotFoundError } from '@popis/errors';
import type { Tx } from '../platform/database/database.ts';
import type { ImportJob, Verdict } from './import-job.ts';

export async function findJob(tx: Tx, id: string): Promise<ImportJob | undefined> {
  const rows: ImportJob[] = await tx.query(
    `SELECT job.id, job.class_id AS "classId", job.file_name AS "fileName", job.mode, job.key, job.columns, job.state,
       job.rows, job.done, job.counts, job.fault, job.started_by AS "startedBy", job.started_at AS "startedAt", job.applied_by AS "appliedBy", job.apply_reason AS "applyReason"
     FROM import_job AS job WHERE job.id = $1`,
    [id],
  );
  return rows[0];
}

/** @throws NotFoundError */
export async function getJob(tx: Tx, id: string): Promise<ImportJob> {
  const job = await findJob(tx, id);
  if (job === undefined) throw new NotFoundError('There is no such import');
  return job;
}

/** Jobs that some process should be working on. */
export async function listInterrupted(tx: Tx): Promise<Pick<ImportJob, 'id' | 'state'>[]> {
  return tx.query(
    `SELECT job.id, job.state FROM import_job AS job WHERE job.state IN ('checking', 'applying')
     ORDER BY job.started_at`,
  );
}

/** A row with what is to become of it; `number` counts the rows of the file below its heading, from 1. */
export interface ImportRow {
  number: number;
  cells: string[];
  verdict: Verdict | null;
  cardId: string | null;
  faults: Fault[] | null;
  applied: boolean;
}

/** Rows after a number, all or those of one verdict. */
export async function listRows(
  tx: Tx,
  id: string,
  wanted: { verdict?: Verdict | undefined; after: number; limit: number },
): Promise<ImportRow[]> {
  return tx.query(
    `SELECT row.number, row.cells, row.verdict, row.card_id AS "cardId", row.faults, row.applied
     FROM import_row AS row WHERE row.import_id = $1 AND ($2::text IS NULL OR row.verdict = $2) AND row.number > $3
     ORDER BY row.number LIMIT $4`,
    [id, wanted.verdict ?? null, wanted.after, wanted.limit],
  );
}
