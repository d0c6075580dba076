import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addGuests, guest, guestsMapping } from '../../../../../tests/cmdb/guests.ts';
import {
  computer,
  countRows,
  idOf,
  makeRun,
  planRun,
  type RunBody,
  type RunOptions,
  readPlan,
  type TestRecord,
} from '../../../../../tests/cmdb/runs.ts';
import { readState } from '../../../../../tests/cmdb/state.ts';
import { startTestCmdb, type TestCmdb } from '../../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
  await addGuests(cmdb);
});
beforeEach(async () => {
  await cmdb.clear();
  await cmdb.call('PUT', '/sources/ocs', { policy: { breaker: [] } });
});
afterAll(() => cmdb.stop());

const mapping = {
  version: '1',
  classes: [{ name: 'Computer', attributes: ['Code', 'UUID', 'OS'], master: true }, guestsMapping],
};
const options: RunOptions = { mapping };
const [one, other] = ['4c4c4544-0054-5110-8038-b4c04f584e32', '0e5d7a10-3c2b-4f6a-9b1e-7c0d1a2b3c4d'];
/** The same machine as `one`, as a hypervisor writes it that turns the bytes of the first three groups round. */
const oneTurned = '{44454C4C-5400-1051-8038-B4C04F584E32}';

function host(code: string, ...uuids: string[]): TestRecord {
  return computer(code, {}, uuids.map(guest));
}

function machine(code: string, uuid: string): TestRecord {
  return { ...computer(code), evidence: { uuid } };
}

async function readHosts(): Promise<string[]> {
  const rows = await cmdb.query<{ text: string }>(
    `SELECT concat_ws(' hosts ', host.code, guest.code) AS text FROM relation
     JOIN card AS host ON host.id = relation.source_id JOIN card AS guest ON guest.id = relation.target_id
     ORDER BY text`,
  );
  return rows.map((row) => row.text);
}

function run(records: readonly TestRecord[], more: RunOptions = {}): Promise<RunBody> {
  return makeRun(cmdb, records, { ...options, ...more });
}

describe('a card that a record only refers to', () => {
  test.each([
    ['comes later in the run', [host('HV-1', one), machine('VM-1', one)]],
    ['comes before', [machine('VM-1', one), host('HV-1', one)]],
    ['writes its UUID in the other byte order', [host('HV-1', oneTurned), machine('VM-1', one)]],
  ])('is related though it %s, and once is enough', async (_how, records) => {
    await run(records);

    expect(await readHosts()).toEqual(['HV-1 hosts VM-1']);
    const rows = await countRows(cmdb);
    const again = await run(records);
    expect(again).toMatchObject({ notes: [], counts: { relate: 0, unrelate: 0, unchanged: 2 } });
    expect(await countRows(cmdb)).toEqual(rows);
  });

  test('is found by what its source said earlier, or by what stands on it', async () => {
    await run([machine('VM-1', one), host('HV-1')]);
    await cmdb.edit({
      create: [{ class: 'Computer', attributes: { Code: 'VM-2', UUID: other.toUpperCase() } }],
    });

    await run([host('HV-1', one, other)], { mode: 'delta' });

    expect(await readHosts()).toEqual(['HV-1 hosts VM-1', 'HV-1 hosts VM-2']);
  });

  test('is neither created nor changed nor retired', async () => {
    await run([host('HV-1', one), machine('VM-1', one)]);
    const id = await idOf(cmdb, 'VM-1');
    const planned = await planRun(cmdb, [host('HV-1'), machine('VM-1', one)], options);
    const steps = await readPlan(cmdb, planned.id);
    await cmdb.call('POST', `/runs/${planned.id}/apply`);

    expect(steps).toEqual(['unrelate Computer VM-1']);
    expect(await readHosts()).toEqual([]);
    expect(await idOf(cmdb, 'VM-1')).toBe(id);
    expect(await cmdb.query(`SELECT 1 FROM source_card WHERE shared`)).toEqual([]);
  });

  test('moves with what runs it', async () => {
    await run([host('HV-1', one), host('HV-2'), machine('VM-1', one)]);

    await run([host('HV-1'), host('HV-2', one), machine('VM-1', one)]);

    expect(await readHosts()).toEqual(['HV-2 hosts VM-1']);
  });

  test('that nobody knows is noted, and no reason for quarantine', async () => {
    const { notes, counts } = await run([host('HV-1', one)]);

    expect(counts).toMatchObject({ create: 1, quarantine: 0, relate: 0 });
    expect(notes).toEqual([
      `Not related, since it is not known which card is meant: UUID ${one} of HV-1 (no Computer has it)`,
    ]);
  });

  test('that several have is noted, and what stands is left', async () => {
    await run([host('HV-1', one), machine('VM-1', one)]);
    await cmdb.edit({
      create: ['A', 'B'].map((Code) => ({ class: 'Computer', attributes: { Code, UUID: other } })),
    });

    const { notes } = await run([host('HV-1', one, other), machine('VM-1', one)]);

    expect(notes.join()).toContain(`UUID ${other} of HV-1 (2 of Computer have it)`);
    expect(await readHosts()).toEqual(['HV-1 hosts VM-1']);
  });

  test('related by a person stays related', async () => {
    await run([host('HV-1'), machine('VM-1', one)]);
    const [source, target] = [await idOf(cmdb, 'HV-1'), await idOf(cmdb, 'VM-1')];
    await cmdb.edit({ relate: [{ domain: 'ComputerGuests', source, target }] });

    expect((await run([host('HV-1'), machine('VM-1', one)])).counts).toMatchObject({ unrelate: 0 });
    expect(await readHosts()).toEqual(['HV-1 hosts VM-1']);
  });

  test('waits with its own creation, or that of what refers to it', async () => {
    const policy = { breaker: [], approval: [{ class: 'Computer', action: 'create' }] };
    const waiting = await run([host('HV-1', one), machine('VM-1', one)], { policy });

    expect(waiting).toMatchObject({ state: 'waiting', held: 3, counts: { failed: 0 } });
    const decision = { verdict: 'approved', selection: {}, reason: 'agreed' };
    await cmdb.call('POST', `/runs/${waiting.id}/decisions`, decision);
    const { body } = await cmdb.call<RunBody>('POST', `/runs/${waiting.id}/apply`);
    expect(body).toMatchObject({ state: 'applied', counts: { failed: 0 } });
    expect(await readHosts()).toEqual(['HV-1 hosts VM-1']);
  });

  test('is as it was when the run is undone', async () => {
    await run([host('HV-1', one), machine('VM-1', one), machine('VM-2', other)]);
    const state = await readState(cmdb);
    const later = await run([
      host('HV-1', other),
      machine('VM-1', one),
      machine('VM-2', other),
      host('HV-2', one),
    ]);

    await cmdb.call('POST', `/runs/${later.id}/undo`, { reason: 'test' });

    expect(await readState(cmdb)).toEqual(state);
  });
});

test('a reference that the mapping does not have, or by more than one value, is a fault that says where', async () => {
  const wrong = { ...guest(one), identify: ['UUID', 'OS'] };
  const started = await planRun(
    cmdb,
    [computer('HV-1', {}, [wrong, { ...guest(one), domain: 'ComputerMemory' }])],
    options,
  );

  const { body } = await cmdb.call<{ items: { faults: { path: string }[] }[] }>('GET', '/quarantine');
  expect(started.counts).toMatchObject({ quarantine: 1 });
  expect(body.items[0]?.faults.map((fault) => fault.path)).toEqual([
    'parts[0].identify',
    'parts[1]',
    'parts[1].domain',
  ]);
});

test('a card whose creation waits is named in a note of a delta, and related by the next full run', async () => {
  const waits = { breaker: [], approval: [{ class: 'Computer', action: 'create' }] };
  await run([computer('HV-1')]);
  const waiting = await run([computer('HV-1'), machine('VM-1', one)], { policy: waits });

  const delta = await run([host('HV-1', one)], { mode: 'delta' });

  expect(delta.notes.join()).toContain(`UUID ${one} of HV-1 (no Computer has it)`);
  const agreed = { verdict: 'approved', selection: {}, reason: 'it is ours' };
  await cmdb.call('POST', `/runs/${waiting.id}/decisions`, agreed);
  await cmdb.call('POST', `/runs/${waiting.id}/apply`);
  expect(await readHosts()).toEqual([]);
  await run([host('HV-1', one), machine('VM-1', one)]);
  expect(await readHosts()).toEqual(['HV-1 hosts VM-1']);
});
