import { PlanRunService } from '../../apps/cmdb-api/src/reconciliation/plan-run.service.ts';
import {
  computer,
  computerMapping,
  type RunBody,
  type RunOptions,
  startRun,
  type TestRecord,
  toLines,
} from './runs.ts';
import type { TestCmdb } from './test-cmdb.ts';

/** The mapping of the tests of runs, with the serial numbers of parts. */
export const serialMapping = {
  version: '1',
  classes: computerMapping.classes.map((each) =>
    each.name === 'Memory' ? { ...each, attributes: [...each.attributes, 'SerialNumber'] } : each,
  ),
};

/** A computer with a module in each slot, known by its serial number, or by its slot where there is none. */
export function computerWith(code: string, ...serials: readonly (string | null)[]): TestRecord {
  const parts = serials.map((serial, slot) => ({
    domain: 'ComputerMemory',
    direction: 'directed',
    class: 'Memory',
    identify: [serial === null ? 'Code' : 'SerialNumber'],
    attributes: { Code: `${code}/MEM${slot + 1}`, SerialNumber: serial ?? '', Capacity: '2048' },
  }));
  return computer(code, {}, parts);
}

/** A record, or what stands for one that is as it was. */
export type SentRecord = TestRecord | { readonly unchanged: string };

/** Plans a run of these records, so many at once. */
export async function planSerials(
  cmdb: TestCmdb,
  records: readonly SentRecord[],
  options: RunOptions & { atOnce?: number } = {},
): Promise<RunBody> {
  const run = await startRun(cmdb, { mapping: serialMapping, ...options });
  await cmdb.call('POST', `/runs/${run.id}/records`, toLines(records));
  const closing = { read: records.length, errors: 0, complete: true, ...options.closing };
  await cmdb.call('POST', `/runs/${run.id}/close`, closing);
  await cmdb.app.nest.get(PlanRunService).planRun(run.id, options.atOnce);
  return (await cmdb.call<RunBody>('GET', `/runs/${run.id}`)).body;
}

/** A whole run of them. */
export async function runSerials(
  cmdb: TestCmdb,
  records: readonly SentRecord[],
  options: RunOptions & { atOnce?: number } = {},
): Promise<RunBody> {
  const run = await planSerials(cmdb, records, options);
  return (await cmdb.call<RunBody>('POST', `/runs/${run.id}/apply`)).body;
}

/** Where each module is: serial number, the computer that has it, its Code; in this order. */
export async function whereModulesAre(cmdb: TestCmdb): Promise<string[]> {
  const rows = await cmdb.query<{ place: string }>(
    `SELECT concat_ws(' ', card.attributes ->> 'SerialNumber', coalesce(owner.code, 'nowhere'), card.code) AS place
     FROM card JOIN class ON class.id = card.class_id AND class.name = 'Memory'
     LEFT JOIN relation ON relation.target_id = card.id
       AND relation.domain_id = (SELECT domain.id FROM domain WHERE domain.name = 'ComputerMemory')
     LEFT JOIN card AS owner ON owner.id = relation.source_id ORDER BY place`,
  );
  return rows.map((row) => row.place);
}

/** Ids of modules by serial number. */
export async function idsOfModules(cmdb: TestCmdb): Promise<Record<string, string>> {
  const rows = await cmdb.query<{ serial: string; id: string }>(
    `SELECT card.attributes ->> 'SerialNumber' AS serial, card.id FROM card
     JOIN class ON class.id = card.class_id AND class.name = 'Memory' ORDER BY serial, card.id`,
  );
  return Object.fromEntries(rows.map(({ serial, id }) => [serial, id]));
}
