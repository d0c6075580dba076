import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  computerWith,
  idsOfModules,
  runSerials,
  serialMapping,
} from '../../../../../tests/cmdb/moved-parts.ts';
import { employee } from '../../../../../tests/cmdb/organisation.ts';
import {
  memoryModule,
  type RunBody,
  type StepBody,
  type TestRecord,
} from '../../../../../tests/cmdb/runs.ts';
import { startTestCmdb, type TestCmdb } from '../../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
  const labels = { directLabel: 'shows', inverseLabel: 'is shown by', cardinality: 'N:1' };
  await define('EmployeeModule', 'Employee', 'Memory');
  await define('MemoryTwin', 'Memory', 'Memory');
  await define('MemoryKeeper', 'Memory', 'Employee');

  async function define(name: string, source: string, target: string): Promise<void> {
    const domain = await cmdb.call('POST', '/domains', { ...labels, name, source, target });
    const attribute = { name: name.slice(source.length), type: 'reference', domain: name };
    const added = await cmdb.call('POST', `/classes/${source}/attributes`, attribute);
    expect([domain.status, added.status], JSON.stringify([domain.body, added.body])).toEqual([201, 201]);
  }
});
beforeEach(async () => {
  await cmdb.clear();
  await cmdb.call('PUT', '/sources/ocs', { policy: { breaker: [] } });
});
afterAll(() => cmdb.stop());

const mapping = {
  version: '1',
  classes: [
    ...serialMapping.classes.map((each) =>
      each.name === 'Memory' ? { ...each, attributes: [...each.attributes, 'Twin', 'Keeper'] } : each,
    ),
    { name: 'Employee', attributes: ['Code', 'Module'], master: true },
  ],
};
const run = (records: readonly TestRecord[]): Promise<RunBody> => runSerials(cmdb, records, { mapping });

/** Who shows whom on the three domains, in order. */
async function shown(): Promise<string[]> {
  const rows = await cmdb.query<{ text: string }>(
    `SELECT concat_ws(' ', near.code, domain.name, far.code) AS text
     FROM relation JOIN domain ON domain.id = relation.domain_id AND domain.name <> 'ComputerMemory'
     JOIN card AS near ON near.id = relation.source_id JOIN card AS far ON far.id = relation.target_id
     ORDER BY text`,
  );
  return rows.map((row) => row.text);
}

async function reasons({ id }: RunBody, query: string): Promise<string[]> {
  const { body } = await cmdb.call<{ items: StepBody[] }>('GET', `/runs/${id}/changes?limit=1000&${query}`);
  return body.items.map((step) => `${step.class} ${step.key}: ${step.fault ?? step.reason}`).sort();
}

function machine(code: string, attributes: Record<string, unknown> = {}): TestRecord {
  const part = memoryModule(`${code}/MEM1`, 2048);
  return {
    ...computerWith(code),
    parts: [{ ...part, attributes: { ...part.attributes, ...attributes } }],
  };
}

describe('a part that refers to a card of the same run', () => {
  test('shows a master that shows it', async () => {
    const first = await run([machine('PC-1', { Keeper: 'E-1' }), employee('E-1', { Module: 'PC-1/MEM1' })]);

    expect(first.counts).toMatchObject({ create: 3, quarantine: 0, failed: 0 });
    expect(await shown()).toEqual(['E-1 EmployeeModule PC-1/MEM1', 'PC-1/MEM1 MemoryKeeper E-1']);
  });

  test('shows a part that shows it', async () => {
    const records = [machine('PC-1', { Twin: 'PC-2/MEM1' }), machine('PC-2', { Twin: 'PC-1/MEM1' })];

    const first = await run(records);

    expect(await reasons(first, 'action=quarantine')).toEqual([]);
    expect(await shown()).toEqual(['PC-1/MEM1 MemoryTwin PC-2/MEM1', 'PC-2/MEM1 MemoryTwin PC-1/MEM1']);
    expect((await run(records)).counts).toMatchObject({ update: 0, create: 0, failed: 0 });
  });

  test('shows another part of its own master', async () => {
    const own = machine('PC-1', { Twin: 'PC-1/MEM2' });
    const records = [{ ...own, parts: [...(own.parts ?? []), memoryModule('PC-1/MEM2', 1024)] }];

    const first = await run(records);

    expect(await reasons(first, 'action=quarantine')).toEqual([]);
    expect(await shown()).toEqual(['PC-1/MEM1 MemoryTwin PC-1/MEM2']);
  });
});

describe('a record that refers to a part by what it is called where it has moved to', () => {
  const serial = '2A73F0C1';
  const before = [computerWith('PC-1', serial), computerWith('PC-2')];

  test.each([
    ['the one that has it first', [computerWith('PC-2', serial), computerWith('PC-1')]],
    ['the one that had it first', [computerWith('PC-1'), computerWith('PC-2', serial)]],
  ])('shows the card that has moved: %s', async (_order, machines) => {
    await run(before);
    const ids = await idsOfModules(cmdb);

    const records = [employee('E-1', { Module: 'PC-2/MEM1' }), ...machines];
    const moving = await run(records);

    expect(await reasons(moving, 'state=failed')).toEqual([]);
    expect(await idsOfModules(cmdb)).toEqual(ids);
    expect(await shown()).toEqual(['E-1 EmployeeModule PC-2/MEM1']);
    expect((await run(records)).counts).toMatchObject({ update: 0, create: 0, failed: 0 });
  });
});
