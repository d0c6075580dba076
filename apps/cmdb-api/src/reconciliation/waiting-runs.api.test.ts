import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { employee, organisationMapping, readShown, sector } from '../../../../tests/cmdb/organisation.ts';
import {
  computer,
  idOf,
  listCodes,
  makeRun,
  memoryModule,
  type RunBody,
  type RunOptions,
  type StepBody,
  software,
  startRun,
  type TestRecord,
  toLines,
} from '../../../../tests/cmdb/runs.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(async () => {
  await cmdb.clear();
  await cmdb.call('PUT', '/sources/ocs', { policy: consent('Computer', 'retire') });
});
afterAll(() => cmdb?.stop());

const three = ['PC-1', 'PC-2', 'PC-3'].map((code) => computer(code, { RAM: '1' }));
const [first = computer('PC-1')] = three;

function consent(className: string, action: string) {
  return { breaker: [], approval: [{ class: className, action }] };
}

/** A run as a connector makes it: a delta names the run that it builds on, and each leaves marks. */
async function run(records: readonly TestRecord[], options: RunOptions = {}): Promise<RunBody> {
  const started = await startRun(cmdb, options);
  await cmdb.call('POST', `/runs/${started.id}/records`, toLines(records));
  await cmdb.call('PUT', `/runs/${started.id}/marks`, { basis: '1', marks: {} });
  await cmdb.call('POST', `/runs/${started.id}/close`, { read: records.length, errors: 0, complete: true });
  await cmdb.call('POST', `/runs/${started.id}/plan`);
  return apply(started.id);
}

const delta = (records: readonly TestRecord[], options: RunOptions = {}) =>
  run(records, { ...options, mode: 'delta' });

async function apply(id: string): Promise<RunBody> {
  return (await cmdb.call<RunBody>('POST', `/runs/${id}/apply`)).body;
}

async function read(id: string): Promise<RunBody> {
  return (await cmdb.call<RunBody>('GET', `/runs/${id}`)).body;
}

async function approve(id: string, selection: object = {}) {
  const body = { verdict: 'approved', selection, reason: 'looked at' };
  const { body: decided } = await cmdb.call('POST', `/runs/${id}/decisions`, body);
  return decided;
}

async function whyWhole(): Promise<string | null> {
  const { body } = await cmdb.call<{ whole: string | null }>('GET', '/sources/ocs/marks');
  return body.whole;
}

async function steps(id: string, state: string): Promise<string[]> {
  const { body } = await cmdb.call<{ items: StepBody[] }>('GET', `/runs/${id}/changes?state=${state}`);
  return body.items.map((step) => `${step.action} ${step.class} ${step.key}`);
}

describe('a delta after a run that waits', () => {
  test('builds on it, and leaves what waits to be decided and written', async () => {
    await run(three);
    const waiting = await run([first]);

    expect(await whyWhole()).toBeNull();
    const after = await delta([computer('PC-1', { RAM: '2' })]);

    expect(after).toMatchObject({ state: 'applied', held: 0 });
    expect(await read(waiting.id)).toMatchObject({ state: 'waiting', held: 2 });
    await approve(waiting.id);
    await delta([computer('PC-1', { RAM: '4' })]);
    expect(await apply(waiting.id)).toMatchObject({ state: 'applied', counts: { failed: 0 } });
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1']);
    expect(await whyWhole()).toBeNull();
  });

  test('plans anew what waits for the machine that it brings, and nothing else', async () => {
    await run(three);
    const waiting = await run([first]);
    await approve(waiting.id);

    await delta([computer('PC-2', { RAM: '2' })]);

    expect(await steps(waiting.id, 'superseded')).toEqual(['retire Computer PC-2']);
    expect(await steps(waiting.id, 'approved')).toEqual(['retire Computer PC-3']);
    await apply(waiting.id);
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1', 'PC-2']);
  });

  test('may wait itself: both are listed, and decided on apart', async () => {
    const [retiringWaits, updatingWaits] = ['retire', 'update'].map((action) => ({
      class: 'Computer',
      action,
    }));
    await run(three, { policy: { breaker: [], approval: [retiringWaits, updatingWaits] } });
    const [retiring, updating] = [await run([first]), await delta([computer('PC-1', { RAM: '9' })])];

    const list = await cmdb.call<{ items: RunBody[]; total: number }>(
      'GET',
      '/sources/ocs/runs?state=waiting&limit=1',
    );
    expect(list.body).toMatchObject({ items: [{ id: updating.id, held: 1 }], total: 2 });
    await approve(retiring.id);
    expect(await apply(retiring.id)).toMatchObject({ state: 'applied', counts: { failed: 0 } });
    expect(await read(updating.id)).toMatchObject({ state: 'waiting', held: 1 });
  });

  test('is not built on the run when what was agreed to fails later', async () => {
    await run(three);
    const waiting = await run([first]);
    await delta([]);
    await approve(waiting.id);
    await cmdb.edit({ update: [{ id: await idOf(cmdb, 'PC-2'), attributes: { Notes: 'still here' } }] });

    expect(await apply(waiting.id)).toMatchObject({ state: 'applied', counts: { failed: 1 } });

    expect(await whyWhole()).toBe('the last full run and those since had 1 faults');
    await run(three);
    expect(await whyWhole()).toBeNull();
  });

  test('is not built on a run that a person has cancelled later', async () => {
    await run(three);
    const waiting = await run([first]);
    await delta([]);

    await cmdb.call('POST', `/runs/${waiting.id}/cancel`, {});

    expect(await whyWhole()).toBe('a run since the last full one is cancelled');
  });

  test('does not bring back hardware that is known better since', async () => {
    await run([computer('PC-1'), computer('PC-2')]);
    const waiting = await run([{ ...computer('PC-1'), evidence: { serial: 'OLD-0001' } }]);
    await approve(waiting.id);
    await delta([{ ...computer('PC-1'), evidence: { serial: 'NEW-0001' } }]);

    await apply(waiting.id);

    const [known] = await cmdb.query(
      `SELECT evidence ->> 'serial' AS serial FROM source_card JOIN card ON card.id = card_id WHERE code = 'PC-1'`,
    );
    expect(known).toEqual({ serial: 'NEW-0001' });
  });

  test('is superseded with it by the next full run', async () => {
    await run(three);
    const waiting = await run([first]);
    await delta([]);

    const next = await run([first]);

    expect(await steps(waiting.id, 'superseded')).toHaveLength(2);
    expect(next).toMatchObject({ state: 'waiting', held: 2 });
  });
});

describe('a card that waits to be created', () => {
  beforeEach(() => cmdb.call('PUT', '/sources/ocs', { policy: consent('Computer', 'create') }));

  test('keeps its id when a delta brings it, and no longer waits twice', async () => {
    const waiting = await run([computer('PC-1', {}, [memoryModule('PC-1/1', 1)])]);
    const [held] = await cmdb.query(
      `SELECT card_id FROM run_change WHERE run_id = '${waiting.id}' AND key = 'PC-1'`,
    );

    await cmdb.call('PUT', '/sources/ocs', { policy: { breaker: [] } });
    const after = await delta([computer('PC-1', {}, [memoryModule('PC-1/1', 2)])]);

    expect(after.state).toBe('applied');
    expect({ card_id: await idOf(cmdb, 'PC-1') }).toEqual(held);
    expect(await read(waiting.id)).toMatchObject({ state: 'applied', held: 0 });
    expect(await listCodes(cmdb, 'Memory')).toEqual(['PC-1/1']);
  });

  test('is there once, though a delta brings a card that machines share', async () => {
    await cmdb.call('PUT', '/sources/ocs', { policy: consent('Software', 'create') });
    const waiting = await run([computer('PC-1', {}, [software('Writer', '1')]), computer('PC-2')]);

    await cmdb.call('PUT', '/sources/ocs', { policy: { breaker: [] } });
    await delta([computer('PC-2', {}, [software('Writer', '1')])]);
    await approve(waiting.id);
    await apply(waiting.id);

    expect(await listCodes(cmdb, 'Software')).toEqual(['Writer']);
    const related = await cmdb.query(
      `SELECT 1 FROM relation JOIN domain ON domain.id = domain_id WHERE domain.name = 'ComputerSoftware'`,
    );
    expect(related).toHaveLength(2);
  });

  test('is not made a second time when somebody has made it meanwhile', async () => {
    const waiting = await run([computer('PC-1')]);
    await cmdb.call('PUT', '/sources/snmp', { policy: { breaker: [] } });
    await makeRun(cmdb, [computer('PC-1')], { source: 'snmp' });

    await delta([computer('PC-1')]);

    expect(await steps(waiting.id, 'superseded')).toEqual(['create Computer PC-1']);
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1']);
  });

  test('puts what refers to it into quarantine with the reason, until the next full run', async () => {
    const mapping = organisationMapping;
    const policy = consent('Sector', 'create');
    const people = [employee('E-1', { JobTitle: 'clerk' }), sector('S-1')];
    const waiting = await run(people, { mapping, policy });

    await delta([employee('E-1', { JobTitle: 'head', Sector: 'S-1' })], { mapping });

    const { body } = await cmdb.call<{ items: { key: string; reason: string }[] }>('GET', '/quarantine');
    expect(body.items).toMatchObject([
      { key: 'E-1', reason: expect.stringContaining('its creation waits for a person') },
    ]);
    await approve(waiting.id);
    await apply(waiting.id);
    await run([employee('E-1', { JobTitle: 'head', Sector: 'S-1' }), sector('S-1')], { mapping });
    expect(await readShown(cmdb)).toEqual(['E-1 Sector S-1']);
    expect((await cmdb.call<{ total: number }>('GET', '/quarantine')).body.total).toBe(0);
  });
});
