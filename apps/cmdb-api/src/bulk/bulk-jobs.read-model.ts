import { NotFoundError } from '@popis/errors';
import type { Tx } from '../platform/database/database.ts';
import type { BulkCardResult, BulkJob, BulkVerdictName } from './bulk-job.ts';

export async function findJob(tx: Tx, id: string): Promise<BulkJob | undefined> {
  const rows: BulkJob[] = await tx.query(
    `SELECT job.id, job.class_id AS "classId", job.filter, job.query, job.changes, job.reason, job.state, job.total,
       job.written, job.unchanged, job.faulty, job.preview, job.token, job.fault, job.started_by AS "startedBy",
       job.started_at AS "startedAt"
     FROM bulk_job AS job WHERE job.id = $1`,
    [id],
  );
  return rows[0];
}

/** @throws NotFoundError */
export async function getJob(tx: Tx, id: string): Promise<BulkJob> {
  const job = await findJob(tx, id);
  if (job === undefined) throw new NotFoundError('There is no such bulk job');
  return job;
}

/** Jobs that some process should be working on. */
export async function listInterrupted(tx: Tx): Promise<Pick<BulkJob, 'id' | 'state'>[]> {
  return tx.query(
    `SELECT job.id, job.state FROM bulk_job AS job WHERE job.state IN ('preparing', 'running')
     ORDER BY job.started_at`,
  );
}

/** Cards of a job after a number, all or those of one verdict. */
export async function listJobCards(
  tx: Tx,
  id: string,
  wanted: { verdict?: BulkVerdictName | undefined; after: number; limit: number },
): Promise<BulkCardResult[]> {
  return tx.query(
    `SELECT found.number, found.card_id AS "cardId", found.verdict, found.change_id AS "changeId", found.faults
     FROM bulk_card AS found WHERE found.job_id = $1 AND ($2::text IS NULL OR found.verdict = $2) AND found.number > $3
     ORDER BY found.number LIMIT $4`,
    [id, wanted.verdict ?? null, wanted.after, wanted.limit],
  );
}
