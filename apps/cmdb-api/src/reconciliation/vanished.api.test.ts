import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  computer,
  countRows,
  listCodes,
  makeRun,
  memoryModule,
  planRun,
  type RunBody,
  type RunOptions,
  readPlan,
  startRun,
  type TestRecord,
  toLines,
} from '../../../../tests/cmdb/runs.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(() => cmdb.clear());
afterAll(() => cmdb.stop());

describe('what a run no longer mentions', () => {
  const three = ['PC-1', 'PC-2', 'PC-3'].map((code) => computer(code, {}, [memoryModule(`${code}/1`, 1)]));

  test('is retired with its parts after a full run that went well', async () => {
    await makeRun(cmdb, three);

    const run = await makeRun(cmdb, three.slice(0, 2));

    expect(await readPlan(cmdb, run.id)).toEqual(['retire Memory PC-3/1', 'retire Computer PC-3']);
    expect(await listCodes(cmdb, 'Memory')).toEqual(['PC-1/1', 'PC-2/1']);
  });

  test.each<[string, TestRecord[], RunOptions]>([
    ['a delta run', three.slice(0, 2), { mode: 'delta' }],
    ['an incomplete run', three.slice(0, 2), { closing: { complete: false } }],
    ['a read error', three.slice(0, 2), { closing: { errors: 1 } }],
    ['nothing read', [], {}],
    ['all keys blank', three.map((record) => ({ ...record, key: { Code: '' } })), {}],
    ['its key blanked', [...three.slice(0, 2), computer('NA')], {}],
  ])('stays after %s, and a note says so', async (_name, records, options) => {
    await makeRun(cmdb, three);
    const before = await countRows(cmdb);

    const run = await makeRun(cmdb, records, options);

    expect(run.notes).toEqual([expect.stringMatching(/retired/)]);
    expect(await countRows(cmdb)).toEqual(before);
  });

  test('stays after a line that could not be read', async () => {
    await makeRun(cmdb, three);
    const run = await startRun(cmdb);
    await cmdb.call(
      'POST',
      `/runs/${run.id}/records`,
      `${toLines(three.slice(0, 2))}{"seq":3,"class":"Comp\n`,
    );
    await cmdb.call('POST', `/runs/${run.id}/close`, { read: 3, errors: 0, complete: true });

    const { body } = await cmdb.call<RunBody>('POST', `/runs/${run.id}/plan`);

    expect(body).toMatchObject({
      counts: { retire: 0 },
      notes: ['Nothing retired as vanished: 1 read errors'],
    });
  });

  test('stays when another source gave it', async () => {
    await makeRun(cmdb, three);

    const run = await planRun(cmdb, [computer('PC-9')], { source: 'snmp' });

    expect(run.counts).toMatchObject({ create: 1, retire: 0 });
  });

  test('stays without its parts while another source reports it, and retires once none does', async () => {
    await makeRun(cmdb, three);
    await makeRun(cmdb, [computer('PC-2'), computer('PC-3')], { source: 'snmp' });

    const missedByItsMaker = await makeRun(cmdb, three.slice(0, 2));
    expect(await readPlan(cmdb, missedByItsMaker.id)).toEqual(['retire Memory PC-3/1']);
    expect(missedByItsMaker.notes).toEqual(['Not retired, since another source still reports it: PC-3']);
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1', 'PC-2', 'PC-3']);

    await makeRun(cmdb, [computer('PC-2')], { source: 'snmp' });
    const missedByBoth = await makeRun(cmdb, three.slice(0, 2));
    expect(await readPlan(cmdb, missedByBoth.id)).toEqual(['retire Computer PC-3']);
    expect(missedByBoth.notes).toEqual([]);
  });

  test('stays when another source missed it once and reports it again', async () => {
    await makeRun(cmdb, three);
    await makeRun(cmdb, [computer('PC-2'), computer('PC-3')], { source: 'snmp' });
    await makeRun(cmdb, [computer('PC-2')], { source: 'snmp' });
    await makeRun(cmdb, [computer('PC-2'), computer('PC-3')], { source: 'snmp' });

    await makeRun(cmdb, three.slice(0, 2));

    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1', 'PC-2', 'PC-3']);
  });
});
