import type { AnswerOf, IdentityDecisionAnswer, InputOf, Operations } from '@popis/inventory-administration';
import { numberOf, readKeyedPage, textOf } from '../admin/keyed-page.read-model.ts';
import type { SqlValue } from '../database/database.ts';
import { readLocalClock } from '../devices/local-clock.ts';
import type { Store } from '../store.ts';

type DecisionPage = AnswerOf<Operations['listIdentityDecisions']>;
type Filter = Partial<InputOf<Operations['listIdentityDecisions']>['query']> & { limit: number; id?: number };

/** Without what the contact said and how each candidate was weighed: a page would be megabytes. */
const COLUMNS = `d.id AS id, d.at AS at, d.deviceid AS deviceid, d.hardware_id AS hardware_id, d.outcome AS outcome,
  d.placement AS placement, d.candidate_id AS candidate_id, d.state AS state, d.rules AS rules, d.because AS because,
  d.counterfactual AS counterfactual`;

/** A page of decisions. */
export async function listDecisionPage(
  store: Store,
  filter: Filter,
  order: 'ascending' | 'descending',
): Promise<DecisionPage> {
  const given: [string, SqlValue | undefined][] = [
    ['d.id = ?', filter.id],
    ['d.hardware_id = ?', filter.device],
    ['d.outcome = ?', filter.outcome],
    ['d.state = ?', filter.state],
  ];
  const told = given.flatMap(([condition, value]) => (value === undefined ? [] : [{ condition, value }]));
  const clock = await readLocalClock(store.database);
  return await readKeyedPage(
    store.database.statements,
    {
      columns: COLUMNS,
      from: 'identity_decision d',
      conditions: told.map(({ condition }) => condition),
      values: told.map(({ value }) => value),
      key: 'd.id',
      kind: 'number',
      order,
    },
    filter,
    (row) => ({
      id: Number(row.id),
      at: clock(row.at),
      deviceId: String(row.deviceid),
      device: Number(row.hardware_id),
      outcome: String(row.outcome) as IdentityDecisionAnswer['outcome'],
      placement: String(row.placement),
      candidate: numberOf(row.candidate_id),
      state: textOf(row.state) as IdentityDecisionAnswer['state'],
      rules: String(row.rules),
      because: String(row.because),
      counterfactual: textOf(row.counterfactual),
    }),
  );
}
