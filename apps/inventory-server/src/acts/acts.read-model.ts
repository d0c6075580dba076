import { ACT_OUTCOMES, type ActAnswer } from '@popis/inventory-administration';
import { readKeyedPage, textOf } from '../admin/keyed-page.read-model.ts';
import type { Row, Statements } from '../database/database.ts';
import type { ActFilter, ActPage } from './act-history.ts';

/** A page of acts, the latest first. */
export async function listActPage(statements: Statements, filter: ActFilter): Promise<ActPage> {
  const { actor, operation, target, outcome } = filter;
  const wanted = Object.entries({ actor, operation, target, outcome }).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value }],
  );
  return await readKeyedPage(
    statements,
    {
      columns: `a.id AS id, a.started_at AS started_at, a.actor AS actor, a.request_id AS request_id,
        a.operation AS operation, a.target AS target, a.given AS given, a.reason AS reason, a.outcome AS outcome,
        a.result AS result`,
      from: 'administrative_act a',
      conditions: wanted.map(({ name }) => `a.${name} = ?`),
      values: wanted.map(({ value }) => value),
      key: 'a.id',
      kind: 'number',
      order: 'descending',
    },
    filter,
    toAnswer,
  );
}

function toAnswer(row: Row): ActAnswer {
  return {
    id: Number(row.id),
    at: new Date(Number(row.started_at)).toISOString(),
    actor: String(row.actor),
    requestId: String(row.request_id),
    operation: String(row.operation),
    target: textOf(row.target),
    given: textOf(row.given),
    reason: textOf(row.reason),
    outcome: ACT_OUTCOMES.find((each) => each === row.outcome) ?? 'begun',
    result: textOf(row.result),
  };
}
