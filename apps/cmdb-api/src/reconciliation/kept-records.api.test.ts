import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  computer,
  idOf,
  listCodes,
  memoryModule,
  type RunBody,
  type RunOptions,
  readPlan,
  startRun,
} from '../../../../tests/cmdb/runs.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(() => cmdb.clear());
afterAll(() => cmdb.stop());

interface Intake {
  accepted: number;
  lastSeq: number;
  rejected: { seq: number; faults: { path: string; message: string }[] }[];
}

const pc = (code: string, ram: string) => ({
  ...computer(code, { RAM: ram }, [memoryModule(`${code}/1`, 4096)]),
  fingerprint: `${code} ${ram}`,
});
const same = (fingerprint: string) => ({ unchanged: fingerprint });

async function send(run: RunBody, records: readonly object[]): Promise<Intake> {
  const lines = records.map((record, index) => `${JSON.stringify({ seq: index + 1, ...record })}\n`).join('');
  return (await cmdb.call<Intake>('POST', `/runs/${run.id}/records`, lines)).body;
}

async function close(run: RunBody, records: readonly object[], errors = 0): Promise<void> {
  await cmdb.call('POST', `/runs/${run.id}/close`, { read: records.length, errors, complete: true });
}

async function plan(records: readonly object[], options: RunOptions = {}): Promise<RunBody> {
  const run = await startRun(cmdb, options);
  await send(run, records);
  await close(run, records);
  return (await cmdb.call<RunBody>('POST', `/runs/${run.id}/plan`)).body;
}

async function make(records: readonly object[], options: RunOptions = {}): Promise<RunBody> {
  const { id } = await plan(records, options);
  return (await cmdb.call<RunBody>('POST', `/runs/${id}/apply`)).body;
}

async function listFingerprints(run: RunBody): Promise<string[]> {
  const { body } = await cmdb.call<{ items: string[] }>('GET', `/runs/${run.id}/fingerprints`);
  return body.items;
}

async function countRecords(): Promise<{ whole: number; kept: number }> {
  const [row] = await cmdb.query<{ whole: number; kept: number }>(
    'SELECT count(body)::integer AS whole, count(kept_run_id)::integer AS kept FROM run_record',
  );
  return row ?? { whole: 0, kept: 0 };
}

describe('records that are as they were', () => {
  test('are named to the next run, page by page, and need not be sent again', async () => {
    await make([pc('PC-1', '4096'), pc('PC-2', '4096'), computer('PC-3')]);
    const run = await startRun(cmdb);

    const { body } = await cmdb.call<{ items: string[]; total: number; next: string }>(
      'GET',
      `/runs/${run.id}/fingerprints?limit=1`,
    );
    const rest = await cmdb.call('GET', `/runs/${run.id}/fingerprints?limit=1&cursor=${body.next}`);
    const intake = await send(run, [same('PC-1 4096'), same('PC-2 4096'), computer('PC-3')]);

    expect(body).toMatchObject({ items: ['PC-1 4096'], total: 2 });
    expect(rest.body).toEqual({ items: ['PC-2 4096'], total: 2, next: null });
    expect(intake).toEqual({ accepted: 3, lastSeq: 3, rejected: [] });
  });

  test('are planned like any other: edits of people stay or yield by the same rules', async () => {
    await make([pc('PC-1', '4096'), pc('PC-2', '4096'), pc('PC-3', '4096')]);
    const memory = await idOf(cmdb, 'PC-2/1');
    await cmdb.edit({
      update: [{ id: await idOf(cmdb, 'PC-1'), attributes: { RAM: 8192 } }],
      retire: [{ id: memory }, { id: await idOf(cmdb, 'PC-3') }],
    });
    const whole = await plan([pc('PC-1', '4096'), pc('PC-2', '4096'), pc('PC-3', '4096')], { dry: true });

    const kept = await plan([same('PC-1 4096'), same('PC-2 4096'), same('PC-3 4096')], { dry: true });

    const steps = await readPlan(cmdb, kept.id);
    expect(steps).toEqual(await readPlan(cmdb, whole.id));
    expect(steps).toContain('create Memory PC-2/1');
    expect(steps).toContain('create Computer PC-3');
    expect(kept.counts).toEqual(whole.counts);
  });

  test('stay known over many runs, and what is no longer needed is dropped', async () => {
    await make([pc('PC-1', '4096'), pc('PC-2', '4096')]);
    await make([same('PC-1 4096'), pc('PC-2', '8192')]);
    await make([same('PC-1 4096'), same('PC-2 8192')]);
    const done = await make([same('PC-1 4096'), same('PC-2 8192')]);

    expect(done).toMatchObject({ state: 'applied', counts: { create: 0, update: 0, unchanged: 4 } });
    const next = await startRun(cmdb);
    expect(await countRecords()).toEqual({ whole: 2, kept: 2 });
    expect(await listFingerprints(next)).toEqual(['PC-1 4096', 'PC-2 8192']);
  });

  test('are those of the latest full run, whatever partial ones came since', async () => {
    await make([pc('PC-1', '4096'), pc('PC-2', '4096')]);
    await make([pc('PC-2', '8192')], { mode: 'delta' });
    await make([same('PC-1 4096')], { mode: 'delta' });

    const done = await make([same('PC-1 4096'), pc('PC-2', '8192')]);

    expect(done).toMatchObject({ state: 'applied', counts: { update: 0, retire: 0, unchanged: 4 } });
  });

  test('are kept for a dry run that is open while others begin and end', async () => {
    await make([pc('PC-1', '4096')]);
    const open = await startRun(cmdb, { dry: true });
    await make([pc('PC-1', '8192')]);
    await make([pc('PC-1', '16384')]);

    expect(await send(open, [same('PC-1 4096')])).toMatchObject({ accepted: 1, rejected: [] });
  });

  test('wait in quarantine as they did, and can be answered', async () => {
    const nameless = { ...computer('NA', {}), evidence: { serial: '7XK9QF2' }, fingerprint: 'NA' };
    await make([pc('PC-1', '4096'), nameless]);
    const done = await make([same('PC-1 4096'), same('NA')]);

    const { body } = await cmdb.call<{ items: { id: string; runId: string; kind: string }[] }>(
      'GET',
      '/quarantine',
    );
    const answer = { answer: 'same-card', card: await idOf(cmdb, 'PC-1'), reason: 'seen on the desk' };
    const answered = await cmdb.call('POST', `/quarantine/${body.items[0]?.id}/answer`, answer);

    expect(body.items).toMatchObject([{ runId: done.id, kind: 'no-key' }]);
    expect(answered.status, JSON.stringify(answered.body)).toBeLessThan(300);
  });

  test('count twice when they are named twice', async () => {
    await make([pc('PC-1', '4096')]);

    const run = await plan([same('PC-1 4096'), same('PC-1 4096')]);

    expect(run.counts).toMatchObject({ quarantine: 2 });
  });

  test('that the run does not know are refused one by one, and nothing ends for it', async () => {
    await make([pc('PC-1', '4096'), pc('PC-2', '4096')]);
    await make([pc('other', '1')], { source: 'snmp' });
    const run = await startRun(cmdb);

    const records = [same('PC-1 4096'), same('PC-2 9999'), same('other 1')];
    const intake = await send(run, records);
    await close(run, records);
    const planned = await cmdb.call<RunBody>('POST', `/runs/${run.id}/plan`);

    expect(intake).toMatchObject({ accepted: 1, lastSeq: 3, rejected: [{ seq: 2 }, { seq: 3 }] });
    expect(intake.rejected[0]?.faults).toEqual([
      {
        path: 'unchanged',
        message: 'is no fingerprint of a record that this run builds on: send the record whole',
      },
    ]);
    expect(planned.body.counts).toMatchObject({ retire: 0 });
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1', 'PC-2', 'other']);
  });

  test('are none of a record that was faulty', async () => {
    await make([{ ...pc('PC-1', '4096'), parts: 'none' }, pc('PC-2', '4096')]);

    expect(await listFingerprints(await startRun(cmdb))).toEqual(['PC-2 4096']);
  });

  test('may be sent again after a lost answer', async () => {
    await make([pc('PC-1', '4096'), pc('PC-2', '4096')]);
    const run = await startRun(cmdb);
    await send(run, [same('PC-1 4096')]);

    const again = await send(run, [same('PC-1 4096'), same('PC-2 4096')]);

    expect(again).toEqual({ accepted: 1, lastSeq: 2, rejected: [] });
  });
});
