import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { computer, listCodes, makeRun, planRun, type RunBody } from '../../../../tests/cmdb/runs.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { runConnectorCommand } from '../../../../tests/connector/run-command.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(() => cmdb.clear());
afterAll(() => cmdb?.stop());

function connect(...args: string[]) {
  return runConnectorCommand({ CMDB_URL: cmdb.url, CMDB_TOKEN: adminToken }, args);
}

const two = [computer('PC-1'), computer('PC-2')];
const consent = { approval: [{ class: 'Computer', action: 'retire' }] };

describe('apply', () => {
  test('applies the planned run of the source', async () => {
    const planned = await planRun(cmdb, two);

    const { code, said } = await connect('apply');

    expect(code, said).toBe(0);
    expect(said).toContain(`applying run ${planned.id}: ${cmdb.url}/runs/${planned.id}`);
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1', 'PC-2']);
  });

  test('is done with nothing to do, and says so', async () => {
    await makeRun(cmdb, two);

    const { code, said } = await connect('apply', '--source', 'ocs');

    expect(code).toBe(0);
    expect(said).toBe('no run of ocs waits to be applied');
  });

  test('ends with 4 as long as something waits for a person, and writes what was agreed to', async () => {
    await makeRun(cmdb, two, { policy: consent });
    const waiting = await makeRun(cmdb, [computer('PC-1')]);

    const undecided = await connect('apply');
    await cmdb.call('POST', `/runs/${waiting.id}/decisions`, {
      ...{ verdict: 'approved', selection: {}, reason: 'sold' },
    });
    const decided = await connect('apply', '--run', waiting.id);

    expect(undecided.code, undecided.complained).toBe(4);
    expect(undecided.said).toContain('held back: ');
    expect(decided.code, decided.complained).toBe(0);
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1']);
  });

  test('writes what was agreed to of a run after which deltas have come, which the status still counts', async () => {
    await makeRun(cmdb, two, { policy: consent });
    const waiting = await makeRun(cmdb, [computer('PC-1')]);
    await makeRun(cmdb, [], { mode: 'delta' });
    const before = await connect('status', '--source', 'ocs');
    await cmdb.call('POST', `/runs/${waiting.id}/decisions`, {
      ...{ verdict: 'approved', selection: {}, reason: 'sold' },
    });

    const applied = await connect('apply');

    expect(before).toMatchObject({ code: 4, said: expect.stringContaining('1 changes wait for a person') });
    expect(applied).toMatchObject({ code: 0, said: expect.stringContaining(`applying run ${waiting.id}`) });
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1']);
  });

  test('refuses a dry run as wrong usage, and a run at its end as failed', async () => {
    const dry = await planRun(cmdb, two, { dry: true });
    const done = await makeRun(cmdb, two);

    expect(await connect('apply', '--run', dry.id)).toMatchObject({
      code: 2,
      complained: expect.stringContaining('is a dry run'),
    });
    expect(await connect('apply', '--run', done.id)).toMatchObject({
      code: 1,
      complained: expect.stringContaining('is applied'),
    });
  });
});

describe('undo', () => {
  test('takes a run back, after showing what that would do', async () => {
    const run = await makeRun(cmdb, two);

    const tried = await connect('undo', '--run', run.id, '--dry-run');
    const codes = await listCodes(cmdb, 'Computer');
    const undone = await connect('undo', '--run', run.id, '--reason', 'a wrong export');

    expect(tried).toMatchObject({ code: 0, said: expect.stringContaining('the undo would be: retired 2') });
    expect(codes).toEqual(['PC-1', 'PC-2']);
    expect(undone).toMatchObject({ code: 0, said: expect.stringContaining('undone: retired 2') });
    expect(await listCodes(cmdb, 'Computer')).toEqual([]);
  });

  test('of a run that the CMDB does not have fails', async () => {
    const id = '019ac000-0000-7000-8000-000000000000';

    const { code, complained } = await connect('undo', '--run', id, '--reason', 'x');

    expect(code).toBe(1);
    expect(complained).toContain(`There is no run ${id}`);
  });
});

describe('alert test', () => {
  test('fails as long as the CMDB has no way to send alerts, and says what to set', async () => {
    const { code, said } = await connect('alert', 'test');

    expect(code).toBe(1);
    expect(said).toContain('set ALERT_WEBHOOK_URL or ALERT_MAIL_TO there');
  });
});

describe('status', () => {
  test('tells of each source its latest runs, what waits, and the last good run', async () => {
    await makeRun(cmdb, two, { policy: consent });
    const waiting = await makeRun(cmdb, [computer('PC-1')]);
    await makeRun(cmdb, [computer('NA')], { source: 'snmp' });

    const lines = await connect('status');
    const json = await connect('status', '--source', 'ocs', '--json');

    expect(lines.code, lines.complained).toBe(4);
    expect(lines.said).toMatch(/^ocs: .*\n {2}1 changes wait for a person, 0 records are in quarantine/);
    expect(lines.said).toMatch(/snmp: .*\n {2}0 changes wait for a person, 1 records are in quarantine/);
    expect(json.code).toBe(4);
    const [source] = (JSON.parse(json.said) as { sources: { runs: RunBody[] }[] }).sources;
    expect(source).toMatchObject({
      ...{ source: 'ocs', held: 1, quarantined: 0, outcome: 'waiting' },
      lastGood: { id: waiting.id, ageSeconds: expect.any(Number) },
    });
    expect(source?.runs.map((run) => run.state)).toEqual(['waiting', 'applied']);
  });

  test('is well for sources without a fault, and refuses a source that nobody made', async () => {
    await makeRun(cmdb, two);

    expect((await connect('status')).code).toBe(0);
    expect((await connect('status', '--source', 'nobody')).code).toBe(1);
  });
});
