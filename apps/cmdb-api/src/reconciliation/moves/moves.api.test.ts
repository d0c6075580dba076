import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  computerWith,
  idsOfModules,
  planSerials,
  runSerials,
  whereModulesAre,
} from '../../../../../tests/cmdb/moved-parts.ts';
import { idOf, listCodes, type RunBody, readPlan, type StepBody } from '../../../../../tests/cmdb/runs.ts';
import { readState } from '../../../../../tests/cmdb/state.ts';
import { startTestCmdb, type TestCmdb } from '../../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(async () => {
  await cmdb.clear();
  await cmdb.call('PUT', '/sources/ocs', { policy: {} });
});
afterAll(() => cmdb.stop());

const [x, y, z] = ['2A73F0C1', '2A73F0D8', '3B84E1A0'];

async function stepsOf(run: RunBody, query = ''): Promise<StepBody[]> {
  const { body } = await cmdb.call<{ items: StepBody[] }>(
    'GET',
    `/runs/${run.id}/changes?limit=1000&${query}`,
  );
  return body.items;
}

describe('a part that another machine reports', () => {
  test.each([
    ['the one that has it now', [computerWith('PC-2', y, x), computerWith('PC-1')]],
    ['the one that had it', [computerWith('PC-1'), computerWith('PC-2', y, x)]],
  ])('has moved in one step, whichever of the two comes first: %s', async (_first, records) => {
    await runSerials(cmdb, [computerWith('PC-1', x), computerWith('PC-2', y)]);
    const before = await idsOfModules(cmdb);

    const run = await runSerials(cmdb, records, { atOnce: 1 });

    expect(await readPlan(cmdb, run.id)).toEqual(['update Memory PC-2/MEM2 Code PC-1/MEM1 → PC-2/MEM2']);
    expect((await stepsOf(run))[0]).toMatchObject({
      reason: 'Moved from PC-1 to PC-2',
      relation: { domain: 'ComputerMemory', masterId: await idOf(cmdb, 'PC-2') },
    });
    expect(run.counts).toMatchObject({ update: 1, create: 0, retire: 0, failed: 0 });
    expect(await whereModulesAre(cmdb)).toEqual([`${x} PC-2 PC-2/MEM2`, `${y} PC-2 PC-2/MEM1`]);
    expect(await idsOfModules(cmdb)).toEqual(before);
    const again = await planSerials(cmdb, records);
    expect(await stepsOf(again)).toEqual([]);
  });

  test('is where it was reported last, if the run does not speak of the machine that had it', async () => {
    await runSerials(cmdb, [computerWith('PC-1', x), computerWith('PC-2')]);
    const before = await idsOfModules(cmdb);

    await runSerials(cmdb, [computerWith('PC-2', x)], { mode: 'delta' });

    expect(await whereModulesAre(cmdb)).toEqual([`${x} PC-2 PC-2/MEM1`]);
    expect(await idsOfModules(cmdb)).toEqual(before);
  });

  test('goes on living when the machine that had it retires in the same run', async () => {
    await runSerials(cmdb, [computerWith('PC-1', x, y), computerWith('PC-2')]);
    const before = await idsOfModules(cmdb);

    const run = await runSerials(cmdb, [computerWith('PC-2', x), computerWith('PC-3')]);

    expect((await stepsOf(run)).map((step) => [step.action, step.class, step.key]).sort()).toEqual([
      ['create', 'Computer', 'PC-3'],
      ['retire', 'Computer', 'PC-1'],
      ['retire', 'Memory', 'PC-1/MEM2'],
      ['update', 'Memory', 'PC-2/MEM1'],
    ]);
    expect(run.counts.failed).toBe(0);
    expect(await whereModulesAre(cmdb)).toEqual([`${x} PC-2 PC-2/MEM1`]);
    expect((await idsOfModules(cmdb))[x]).toBe(before[x]);
  });

  test('moves into a machine that begins with the same run, under another key of the same machine', async () => {
    await runSerials(cmdb, [computerWith('PC-1', x, y)]);
    const before = await idsOfModules(cmdb);

    const run = await runSerials(cmdb, [computerWith('PC-9', x, y)]);

    expect(run.counts).toMatchObject({ create: 1, update: 2, retire: 1, failed: 0 });
    expect(await idsOfModules(cmdb)).toEqual(before);
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-9']);
  });

  test('is taken up again where it lay about', async () => {
    await runSerials(cmdb, [computerWith('PC-1', x), computerWith('PC-2')]);
    const before = await idsOfModules(cmdb);
    await cmdb.edit({ retire: [{ id: await idOf(cmdb, 'PC-1') }] });
    expect(await whereModulesAre(cmdb)).toEqual([`${x} nowhere PC-1/MEM1`]);

    const run = await runSerials(cmdb, [computerWith('PC-2', x)]);

    expect((await stepsOf(run)).map((step) => step.reason)).toEqual(['Moved to PC-2']);
    expect(await idsOfModules(cmdb)).toEqual(before);
  });

  test('leaves its slot to a part without a serial number', async () => {
    await runSerials(cmdb, [computerWith('PC-1', x), computerWith('PC-2')]);
    const before = await idsOfModules(cmdb);

    const run = await runSerials(cmdb, [computerWith('PC-1', null), computerWith('PC-2', x)]);

    expect((await readPlan(cmdb, run.id)).sort()).toEqual([
      'create Memory PC-1/MEM1',
      'update Memory PC-2/MEM1 Code PC-1/MEM1 → PC-2/MEM1',
    ]);
    expect(run.counts.failed).toBe(0);
    expect((await idsOfModules(cmdb))[x]).toBe(before[x]);
  });

  test('changes places with another', async () => {
    await runSerials(cmdb, [computerWith('PC-1', x), computerWith('PC-2', y)]);
    const before = await idsOfModules(cmdb);

    const run = await runSerials(cmdb, [computerWith('PC-1', y), computerWith('PC-2', x)]);

    expect(run.counts).toMatchObject({ update: 2, create: 0, retire: 0, failed: 0 });
    expect(await whereModulesAre(cmdb)).toEqual([`${x} PC-2 PC-2/MEM1`, `${y} PC-1 PC-1/MEM1`]);
    expect(await idsOfModules(cmdb)).toEqual(before);
  });

  test('keeps what a person said of it', async () => {
    await runSerials(cmdb, [computerWith('PC-1', x), computerWith('PC-2')]);
    const id = (await idsOfModules(cmdb))[x] ?? '';
    await cmdb.edit({ update: [{ id, attributes: { Capacity: 99 } }] });

    await runSerials(cmdb, [computerWith('PC-1'), computerWith('PC-2', x)]);

    const rows = await cmdb.query('SELECT attributes -> $2 AS capacity FROM card WHERE id = $1', [
      id,
      'Capacity',
    ]);
    expect(rows).toEqual([{ capacity: 99 }]);
  });
});

describe('a machine that was sent as unchanged', () => {
  test('loses a part that comes from it, and its place is taken by what has none', async () => {
    const kept = { ...computerWith('PC-2', y), fingerprint: 'PC-2 as it is' };
    await runSerials(cmdb, [computerWith('PC-1', x), kept]);
    const before = await idsOfModules(cmdb);
    await runSerials(cmdb, [computerWith('PC-1', x, y)], { mode: 'delta' });
    expect(await whereModulesAre(cmdb)).toEqual([`${x} PC-1 PC-1/MEM1`, `${y} PC-1 PC-1/MEM2`]);

    await runSerials(cmdb, [{ unchanged: 'PC-2 as it is' }, computerWith('PC-1', x)]);

    expect(await whereModulesAre(cmdb)).toEqual([`${x} PC-1 PC-1/MEM1`, `${y} PC-2 PC-2/MEM1`]);
    expect(await idsOfModules(cmdb)).toEqual(before);
  });
});

describe('what is not known for sure moves nothing', () => {
  test('a serial number that two machines report: each keeps its own', async () => {
    await runSerials(cmdb, [computerWith('PC-1', x), computerWith('PC-2')]);
    const before = await idsOfModules(cmdb);

    const run = await runSerials(cmdb, [computerWith('PC-1', x), computerWith('PC-2', x)]);
    const again = await planSerials(cmdb, [computerWith('PC-1', x), computerWith('PC-2', x)]);

    expect(run.notes).toEqual([
      `Not moved, since it cannot be told which card the serial number means: Memory ${x} (more than one machine of this run has it)`,
    ]);
    expect(await whereModulesAre(cmdb)).toEqual([`${x} PC-1 PC-1/MEM1`, `${x} PC-2 PC-2/MEM1`]);
    const [first] = await cmdb.query<{ id: string }>(`SELECT id FROM card WHERE code = 'PC-1/MEM1'`);
    expect(first?.id).toBe(before[x]);
    expect(await stepsOf(again)).toEqual([]);
  });

  test('a serial number of a machine that is as it was, and of which nothing was sent again', async () => {
    const kept = { ...computerWith('PC-1', x), fingerprint: 'PC-1 as it is' };
    await runSerials(cmdb, [kept, computerWith('PC-2')]);

    const unchanged = { unchanged: 'PC-1 as it is' };
    const run = await runSerials(cmdb, [unchanged, computerWith('PC-2', x)]);

    expect(run.notes.join()).toContain(`Memory ${x} (more than one machine of this run has it)`);
    expect(await whereModulesAre(cmdb)).toEqual([`${x} PC-1 PC-1/MEM1`, `${x} PC-2 PC-2/MEM1`]);
  });

  test('a machine in quarantine has it', async () => {
    await runSerials(cmdb, [computerWith('PC-1', x), computerWith('PC-2')]);

    const run = await runSerials(cmdb, [computerWith('NA', x), computerWith('PC-2', x)]);

    expect(run.notes.join()).toContain(`Memory ${x} (more than one machine of this run has it)`);
    expect(await whereModulesAre(cmdb)).toEqual([`${x} PC-1 PC-1/MEM1`, `${x} PC-2 PC-2/MEM1`]);
  });

  test.each(['To Be Filled By O.E.M.', '00000000', '1234', 'Not Specified'])('%s', async (junk) => {
    await runSerials(cmdb, [computerWith('PC-1', junk), computerWith('PC-2')]);
    const before = await idsOfModules(cmdb);

    const run = await runSerials(cmdb, [computerWith('PC-1'), computerWith('PC-2', junk)]);

    expect(run.counts).toMatchObject({ create: 1, retire: 1, update: 0 });
    expect(await idsOfModules(cmdb)).not.toEqual(before);
  });

  test('a part that another source made', async () => {
    await runSerials(cmdb, [computerWith('PC-1', x), computerWith('PC-2')], { source: 'ocs' });

    const run = await runSerials(cmdb, [computerWith('PC-2', x)], { source: 'scan', mode: 'delta' });

    expect(run.counts).toMatchObject({ create: 1, update: 0 });
  });

  test('a shared part, which is of both', async () => {
    const shared = (code: string, ...serials: string[]) => {
      const record = computerWith(code, ...serials);
      const parts = (record.parts ?? []).map((part) => ({
        ...part,
        domain: 'ComputerSoftware',
        class: 'Software',
        identify: ['Version'],
        shared: true,
        attributes: { Code: 'Dock', Version: x },
      }));
      return { ...record, parts };
    };
    await runSerials(cmdb, [shared('PC-1', x), shared('PC-2')]);

    const run = await runSerials(cmdb, [shared('PC-1', x), shared('PC-2', x)]);
    const moved = await runSerials(cmdb, [shared('PC-1'), shared('PC-2', x)]);

    expect(await readPlan(cmdb, run.id)).toEqual(['relate Software Dock']);
    expect(await readPlan(cmdb, moved.id)).toEqual(['unrelate Software Dock']);
  });
});

describe('a move that waits for a person', () => {
  test.each(['update', 'relate', 'unrelate'])('waits as a whole when %s does', async (action) => {
    await runSerials(cmdb, [computerWith('PC-1', x), computerWith('PC-2')]);
    const before = await idsOfModules(cmdb);

    const run = await runSerials(cmdb, [computerWith('PC-1'), computerWith('PC-2', x)], {
      policy: { approval: [{ class: 'Memory', action }] },
    });

    expect(run).toMatchObject({ state: 'waiting', held: 1 });
    expect(run.holds).toMatchObject([{ action, class: 'Memory', count: 1 }]);
    expect((await stepsOf(run, 'state=held')).map((step) => [step.action, step.heldAs])).toEqual([
      ['update', action],
    ]);
    expect(await whereModulesAre(cmdb)).toEqual([`${x} PC-1 PC-1/MEM1`]);
    await cmdb.call('POST', `/runs/${run.id}/decisions`, {
      verdict: 'approved',
      selection: {},
      reason: 'seen',
    });
    const { body } = await cmdb.call<RunBody>('POST', `/runs/${run.id}/apply`);
    expect(body).toMatchObject({ state: 'applied', counts: { failed: 0 } });
    expect(await whereModulesAre(cmdb)).toEqual([`${x} PC-2 PC-2/MEM1`]);
    expect(await idsOfModules(cmdb)).toEqual(before);
  });

  test('keeps the machine that would retire from retiring, and is no part of what retires', async () => {
    await runSerials(cmdb, [computerWith('PC-1', x), computerWith('PC-2')]);

    const run = await runSerials(cmdb, [computerWith('PC-2', x)], {
      policy: { approval: [{ class: 'Memory', action: 'relate' }] },
    });

    expect((await stepsOf(run, 'state=held')).map((step) => [step.action, step.key, step.heldAs])).toEqual([
      ['retire', 'PC-1', 'retire'],
      ['update', 'PC-2/MEM1', 'relate'],
    ]);
    await cmdb.call('POST', `/runs/${run.id}/decisions`, {
      verdict: 'approved',
      selection: {},
      reason: 'seen',
    });
    const { body } = await cmdb.call<RunBody>('POST', `/runs/${run.id}/apply`);
    expect(body).toMatchObject({ state: 'applied', counts: { failed: 0 } });
    expect(await whereModulesAre(cmdb)).toEqual([`${x} PC-2 PC-2/MEM1`]);
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-2']);
  });

  test('goes on by itself while the end of the machine that had it waits', async () => {
    await runSerials(cmdb, [computerWith('PC-1', x), computerWith('PC-2')]);

    const run = await runSerials(cmdb, [computerWith('PC-2', x)], {
      policy: { approval: [{ class: 'Computer', action: 'retire' }] },
    });

    expect((await stepsOf(run, 'state=held')).map((step) => [step.action, step.key])).toEqual([
      ['retire', 'PC-1'],
    ]);
    expect(await whereModulesAre(cmdb)).toEqual([`${x} PC-2 PC-2/MEM1`]);
  });

  test('waits with the machine that would get it and begins', async () => {
    await runSerials(cmdb, [computerWith('PC-1', x)]);

    const run = await runSerials(cmdb, [computerWith('PC-1'), computerWith('PC-2', x)], {
      policy: { approval: [{ class: 'Computer', action: 'create' }] },
    });

    expect(run).toMatchObject({ state: 'waiting', held: 2 });
    expect(await whereModulesAre(cmdb)).toEqual([`${x} PC-1 PC-1/MEM1`]);
  });
});

describe('the undo of a move', () => {
  test('is as if nothing had been', async () => {
    await runSerials(cmdb, [computerWith('PC-1', x, y), computerWith('PC-2', z)]);
    const before = await readState(cmdb);
    const run = await runSerials(cmdb, [computerWith('PC-2', z, x), computerWith('PC-3', y)]);

    const { body } = await cmdb.call('POST', `/runs/${run.id}/undo`, { reason: 'test' });

    expect(body).toMatchObject({ counts: { left: 0 } });
    expect(await readState(cmdb)).toEqual(before);
  });

  test('brings the part back and leaves what was edited since', async () => {
    await runSerials(cmdb, [computerWith('PC-1', x), computerWith('PC-2')]);
    const run = await runSerials(cmdb, [computerWith('PC-1'), computerWith('PC-2', x)]);
    const id = (await idsOfModules(cmdb))[x] ?? '';
    await cmdb.edit({ update: [{ id, attributes: { Code: 'by hand' } }] });

    const { body } = await cmdb.call('POST', `/runs/${run.id}/undo`, { reason: 'test' });

    expect(body).toMatchObject({ counts: { related: 1, unrelated: 1, left: 1 } });
    expect(await whereModulesAre(cmdb)).toEqual([`${x} PC-1 by hand`]);
  });

  test('leaves the part where it has moved on to', async () => {
    await runSerials(cmdb, [computerWith('PC-1', x), computerWith('PC-2'), computerWith('PC-3')]);
    const run = await runSerials(cmdb, [computerWith('PC-1'), computerWith('PC-2', x), computerWith('PC-3')]);
    await runSerials(cmdb, [computerWith('PC-1'), computerWith('PC-2'), computerWith('PC-3', x)]);

    const { body } = await cmdb.call<{ left: { reason: string }[] }>('POST', `/runs/${run.id}/undo`, {
      reason: 'test',
    });

    expect(body.left.map((each) => each.reason)).toContain(
      'Its relation ComputerMemory has made way for another since',
    );
    expect(await whereModulesAre(cmdb)).toEqual([`${x} PC-3 PC-3/MEM1`]);
  });
});
