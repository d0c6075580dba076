import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { computer, listCodes, makeRun, planRun } from '../../../../tests/cmdb/runs.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(() => cmdb.clear());
afterAll(() => cmdb.stop());

const uuid = (n: number) => `4C4C4544-0035-3910-8058-C7C04F4D363${n}`;
const pc = (code: string, evidence: object) => ({ ...computer(code, { RAM: '4096' }), evidence });
const policy = (rule: object) => ({ identification: [{ class: 'Computer', ...rule }] });

describe('the identification rules of a source', () => {
  const one = pc('PC-1', { serial: 'REFURBISHED', uuid: uuid(1) });
  const two = pc('PC-2', { serial: 'REFURBISHED', uuid: uuid(2) });

  test('take no offence at machines that share what is junk here', async () => {
    const without = await planRun(cmdb, [one, two]);
    const run = await planRun(cmdb, [one, two], { policy: policy({ junk: ['refurbished'] }) });

    expect(without.counts).toMatchObject({ quarantine: 2 });
    expect(run.counts).toMatchObject({ create: 2, quarantine: 0 });
  });

  test('let hardware change under a key where only one kind counts', async () => {
    const before = pc('PC-1', { serial: '7XK9QF2', uuid: uuid(1) });
    const after = pc('PC-1', { serial: '8YL0RG3', uuid: uuid(2) });
    await makeRun(cmdb, [before]);

    const without = await planRun(cmdb, [after]);
    const run = await planRun(cmdb, [after], { policy: policy({ evidence: ['serial'] }) });

    expect(without.counts).toMatchObject({ quarantine: 1 });
    expect(run.counts).toMatchObject({ quarantine: 0, unchanged: 1 });
  });

  test('say what a record without a key may mean: of addresses that do not count nothing is kept', async () => {
    const macs = ['d4:be:d9:00:00:01'];
    const machines = [1, 2, 3, 4].map((n) =>
      pc(`PC-${n}`, { uuid: uuid(n), macs: [`d4:be:d9:00:00:0${n}`] }),
    );
    await makeRun(cmdb, machines);
    const nameless = pc('NA', { uuid: uuid(9), macs });

    const kept = await planRun(cmdb, [...machines.slice(1), nameless]);
    const run = await planRun(cmdb, [...machines.slice(1), nameless], {
      policy: policy({ evidence: ['uuid'] }),
    });

    expect(kept.counts).toMatchObject({ retire: 0 });
    expect(run.counts).toMatchObject({ retire: 1 });
    expect(await listCodes(cmdb, 'Computer')).toHaveLength(4);
  });

  test('are refused with the place of each fault', async () => {
    const rules = [
      { class: 'Nothing' },
      { class: 'Computer', evidence: ['tag'] },
      { class: 'Computer', junk: [''] },
    ];
    const put = (identification: object[]) =>
      cmdb.call<{ faults: { path: string }[] }>('PUT', '/sources/ocs', { policy: { identification } });

    const shape = await put(rules.slice(1));
    const model = await put(rules.slice(0, 1));

    expect(shape.status).toBe(400);
    expect(shape.body.faults.map(({ path }) => path)).toEqual([
      expect.stringContaining('identification.0.evidence.0'),
      expect.stringContaining('identification.1.junk.0'),
    ]);
    expect(model.body.faults).toEqual([
      { path: 'policy.identification.0.class', message: 'Nothing is no class' },
    ]);
  });
});
