import type { Statements } from '../database/database.ts';
import type { Act, ActEnd } from './act.ts';

/** Keeps that something is begun; gives its number. */
export async function insertAct(statements: Statements, act: Act): Promise<number> {
  return await statements.insertOne('administrative_act', {
    started_at: act.atMs,
    actor: act.actor,
    request_id: act.requestId,
    operation: act.operation,
    target: act.target,
    given: act.given,
    reason: act.reason,
    outcome: 'begun',
  });
}

/** Keeps how it ended. */
export async function endAct(statements: Statements, id: number, { outcome, result }: ActEnd): Promise<void> {
  await statements.query('UPDATE administrative_act SET outcome = ?, result = ? WHERE id = ?', [
    outcome,
    result,
    id,
  ]);
}
