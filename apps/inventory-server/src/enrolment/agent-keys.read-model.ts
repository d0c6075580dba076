import type { AgentKeyAnswer, AnswerOf, InputOf, Operations } from '@popis/inventory-administration';
import { numberOf, readKeyedPage, textOf } from '../admin/keyed-page.read-model.ts';
import type { Row, SqlValue } from '../database/database.ts';
import { type LocalClock, readLocalClock } from '../devices/local-clock.ts';
import type { Store } from '../store.ts';
import type { KeyState } from './enrolment-rules.ts';

type KeyFilter = InputOf<Operations['listAgentKeys']>['query'];

const COLUMNS = `k.key_id AS key_id, k.state AS state, k.deviceid AS deviceid, k.hardware_id AS hardware_id, k.serial AS serial,
  k.uuid AS uuid, k.tag AS tag, k.reason AS reason, k.successor AS successor, k.created AS created, k.last_report AS last_report`;

/** A page of the keys that a filter lets through, the oldest first. */
export async function listKeyPage(
  store: Store,
  filter: KeyFilter,
): Promise<AnswerOf<Operations['listAgentKeys']>> {
  const given: [string, SqlValue | undefined][] = [
    ['k.state = ?', filter.state],
    ['k.hardware_id = ?', filter.device],
    ['k.deviceid = ?', filter.deviceId],
  ];
  const told = given.flatMap(([condition, value]) => (value === undefined ? [] : [{ condition, value }]));
  const clock = await readLocalClock(store.database);
  return await readKeyedPage(
    store.database.statements,
    {
      columns: COLUMNS,
      from: 'agent_key k',
      conditions: told.map(({ condition }) => condition),
      values: told.map(({ value }) => value),
      key: 'k.id',
      kind: 'number',
      order: 'ascending',
    },
    filter,
    (row) => toAnswer(row, clock),
  );
}

/** A key by its name, if there is one. */
export async function findKeyAnswer(store: Store, keyId: string): Promise<AgentKeyAnswer | undefined> {
  const [row] = await store.database.statements.query(
    `SELECT ${COLUMNS} FROM agent_key k WHERE k.key_id = ?`,
    [keyId],
  );
  return row === undefined ? undefined : toAnswer(row, await readLocalClock(store.database));
}

function toAnswer(row: Row, clock: LocalClock): AgentKeyAnswer {
  return {
    key: String(row.key_id),
    state: String(row.state) as KeyState,
    deviceId: String(row.deviceid),
    device: numberOf(row.hardware_id),
    serial: textOf(row.serial),
    uuid: textOf(row.uuid),
    tag: textOf(row.tag),
    reason: textOf(row.reason),
    successor: textOf(row.successor),
    createdAt: clock(row.created),
    lastReportAt: clock(row.last_report),
  };
}
