import { cardsOf } from '../cards/card-sources.ts';
import type { CheckedList } from '../cards/check-list.ts';
import { filterClause } from '../cards/filter-sql.ts';
import { Binder, type ListScope } from '../cards/list-scope.ts';
import { searchClause } from '../cards/list-sql.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { jobsAreKeptDays } from '../platform/jobs/job-upkeep.ts';
import type { BulkJob, BulkPreview, BulkState, BulkVerdict, PendingCard } from './bulk-job.ts';

type NewJob = Pick<BulkJob, 'id' | 'classId' | 'filter' | 'query' | 'changes' | 'reason' | 'startedBy'>;

export async function insertJob(tx: Tx, job: NewJob): Promise<void> {
  const asJson = (value: unknown) => (value === null ? null : JSON.stringify(value));
  await tx.query(
    `INSERT INTO bulk_job (id, class_id, filter, query, changes, reason, state, started_by)
     VALUES ($1, $2, $3, $4, $5, $6, 'preparing', $7)`,
    [job.id, job.classId, asJson(job.filter), job.query, asJson(job.changes), job.reason, job.startedBy],
  );
}

/** Takes the cards of a list, as they are now, as those of the job; what it had before is given up. Gives how many there are. */
export async function takeSet(
  tx: Tx,
  catalogue: StoredCatalogue,
  id: string,
  list: CheckedList,
): Promise<number> {
  await tx.query('DELETE FROM bulk_card WHERE job_id = $1', [id]);
  const binder = new Binder();
  const job = binder.bind(id);
  const scope: ListScope = { catalogue, className: list.className, binder, asOf: undefined };
  const [, taken]: [unknown[], number] = await tx.query(
    `WITH taken AS (
       INSERT INTO bulk_card (job_id, number, class_id, card_id, revision)
       SELECT ${job}::uuid, row_number() OVER (ORDER BY card.id), card.class_id, card.id, card.revision
       FROM ${cardsOf(catalogue.concreteIds(list.className), scope)} AS card
       WHERE ${filterClause(scope, list.filter)} AND ${searchClause(scope, list.query)}
       RETURNING 1)
     UPDATE bulk_job SET total = (SELECT count(*) FROM taken) WHERE id = ${job}::uuid`,
    binder.values,
  );
  if (taken === 0) return 0;
  const rows: { total: number }[] = await tx.query('SELECT total FROM bulk_job WHERE id = $1', [id]);
  return rows[0]?.total ?? 0;
}

/** The state of a job, which stays until the transaction ends. */
export async function lockState(tx: Tx, id: string): Promise<BulkState | undefined> {
  const rows: { state: BulkState }[] = await tx.query('SELECT state FROM bulk_job WHERE id = $1 FOR UPDATE', [
    id,
  ]);
  return rows[0]?.state;
}

/** Changes the state, if it is one of those before it. Gives false when it is not. */
export async function changeState(
  tx: Tx,
  id: string,
  from: readonly BulkState[],
  state: BulkState,
  fault: string | null = null,
): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query(
    'UPDATE bulk_job SET state = $3, fault = $4 WHERE id = $1 AND state = ANY ($2) RETURNING id',
    [id, from, state, fault],
  );
  return rows.length > 0;
}

export async function writePreview(tx: Tx, id: string, preview: BulkPreview, token: string): Promise<void> {
  await tx.query(
    `UPDATE bulk_job SET state = 'ready', preview = $2, token = $3 WHERE id = $1 AND state = 'preparing'`,
    [id, JSON.stringify(preview), token],
  );
}

/** The next cards after a number that have no verdict, with their present state. */
export async function listPending(tx: Tx, id: string, after: number, limit: number): Promise<PendingCard[]> {
  return tx.query(
    `SELECT bulk_card.number, bulk_card.card_id AS id, bulk_card.revision AS seen, card.revision AS current,
       EXISTS (SELECT FROM bulk_card AS other WHERE other.job_id = $1 AND other.change_id = card.revision) AS "isOurs"
     FROM bulk_card LEFT JOIN card ON card.class_id = bulk_card.class_id AND card.id = bulk_card.card_id
     WHERE bulk_card.job_id = $1 AND bulk_card.number > $2 AND bulk_card.verdict IS NULL
     ORDER BY bulk_card.number LIMIT $3`,
    [id, after, limit],
  );
}

export async function writeVerdicts(tx: Tx, id: string, verdicts: readonly BulkVerdict[]): Promise<void> {
  await tx.query(
    `UPDATE bulk_card SET verdict = new.verdict, change_id = new."changeId", faults = nullif(new.faults, 'null')
     FROM jsonb_to_recordset($2::jsonb) AS new(number integer, verdict text, "changeId" uuid, faults jsonb)
     WHERE bulk_card.job_id = $1 AND bulk_card.number = new.number`,
    [id, JSON.stringify(verdicts)],
  );
  const count = (name: BulkVerdict['verdict']) => verdicts.filter(({ verdict }) => verdict === name).length;
  await tx.query(
    `UPDATE bulk_job SET written = written + $2, unchanged = unchanged + $3, faulty = faulty + $4 WHERE id = $1`,
    [id, count('written'), count('unchanged'), count('fault')],
  );
}

/** Deletes old jobs that are not running. */
export async function deleteOldJobs(tx: Tx): Promise<number> {
  const [, deleted]: [unknown[], number] = await tx.query(
    `DELETE FROM bulk_job WHERE state NOT IN ('preparing', 'running')
       AND started_at < now() - make_interval(days => $1)`,
    [jobsAreKeptDays],
  );
  return deleted;
}
