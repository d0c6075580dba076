import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  computer,
  computerMapping,
  listCodes,
  makeRun,
  type RunBody,
  startRun,
  type TestRecord,
  toLines,
} from '../../../../tests/cmdb/runs.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

interface IntakeBody {
  accepted: number;
  lastSeq: number;
  rejected: { seq: number | null; key: string | null; faults: { path: string; message: string }[] }[];
  detail?: string;
}

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(() => cmdb.clear());
afterAll(() => cmdb.stop());

function send(run: RunBody, lines: string) {
  return cmdb.call<IntakeBody>('POST', `/runs/${run.id}/records`, lines);
}

describe('the life of a run', () => {
  test('is over when a connector died and its source starts anew', async () => {
    const left = await startRun(cmdb);

    const next = await startRun(cmdb);

    const { body } = await cmdb.call<RunBody>('GET', `/runs/${left.id}`);
    expect(body).toMatchObject({
      state: 'abandoned',
      notes: [`Abandoned open: the run ${next.id} was started`],
    });
    expect((await send(left, toLines([computer('PC-1')]))).status).toBe(409);
  });

  test('allows no second unfinished one, whoever writes', async () => {
    const run = await startRun(cmdb);

    await expect(
      cmdb.query(
        `INSERT INTO run (id, source, mode, state, mapping, started_by, started_at)
         SELECT uuidv7(), source, mode, 'planned', mapping, started_by, started_at FROM run WHERE id = $1`,
        [run.id],
      ),
    ).rejects.toThrow('run_source_unfinished_key');
  });

  test('leaves other sources alone', async () => {
    const run = await startRun(cmdb);
    await startRun(cmdb, { source: 'snmp' });

    expect((await cmdb.call<RunBody>('GET', `/runs/${run.id}`)).body.state).toBe('open');
  });

  test('goes open, closed, planned, applied and no other way', async () => {
    const run = await startRun(cmdb);
    const at = (step: string, body?: object) => cmdb.call('POST', `/runs/${run.id}/${step}`, body);
    const closing = { read: 0, errors: 0, complete: true };

    expect((await at('plan')).status).toBe(409);
    expect((await at('apply')).status).toBe(409);
    expect((await at('close', closing)).status).toBe(200);
    expect((await at('close', closing)).status).toBe(200);
    expect((await at('close', { ...closing, read: 1 })).status).toBe(409);
    expect((await at('apply')).status).toBe(409);
    expect((await at('plan')).status).toBe(200);
    expect((await at('plan')).status).toBe(200);
    expect((await at('apply')).status).toBe(200);
    expect((await at('plan')).status).toBe(409);
  });

  test('cannot be started for people, the seed, or a source that nobody made', async () => {
    const start = (source: string) =>
      cmdb.call('POST', `/sources/${source}/runs`, { mode: 'full', mapping: computerMapping });

    expect((await start('person')).status).toBe(400);
    expect((await start('seed')).status).toBe(400);
    expect((await start('nobody')).status).toBe(404);
    expect((await cmdb.call('PUT', '/sources/person', { description: '' })).status).toBe(400);
  });

  test('is listed with its source, the newest first', async () => {
    const first = await makeRun(cmdb, [computer('PC-1')]);
    const second = await startRun(cmdb);

    const runs = await cmdb.call<{ items: RunBody[]; total: number; next: string | null }>(
      'GET',
      '/sources/ocs/runs?limit=1',
    );
    const rest = await cmdb.call<{ items: RunBody[] }>('GET', `/sources/ocs/runs?cursor=${runs.body.next}`);
    const sources = await cmdb.call<{ items: { name: string; lastRun: RunBody | null }[] }>(
      'GET',
      '/sources',
    );

    expect(runs.body).toMatchObject({ total: 2, items: [{ id: second.id }] });
    expect(rest.body.items.map((run) => run.id)).toEqual([first.id]);
    expect(sources.body.items).toContainEqual(
      expect.objectContaining({ name: 'ocs', lastRun: expect.objectContaining({ id: second.id }) }),
    );
  });
});

describe('records', () => {
  test('sent twice are taken once', async () => {
    const run = await startRun(cmdb);
    const lines = toLines([computer('PC-1'), computer('PC-2')]);
    await send(run, lines);

    const again = await send(run, lines + toLines([computer('PC-3')], 3));

    expect(again.body).toEqual({ accepted: 1, lastSeq: 3, rejected: [] });
  });

  test('may come gzipped', async () => {
    const run = await startRun(cmdb);
    const post = (body: Uint8Array<ArrayBuffer>, encoding: string) =>
      fetch(`${cmdb.url}/api/runs/${run.id}/records`, {
        method: 'POST',
        headers: {
          authorization: 'Bearer token-of-the-administrator-in-tests',
          'content-type': 'application/x-ndjson',
          'content-encoding': encoding,
        },
        body,
      });
    const lines = new Uint8Array(gzipSync(toLines([computer('PC-1')])));

    expect(await (await post(lines, 'gzip')).json()).toMatchObject({ accepted: 1, lastSeq: 1 });
    expect((await post(lines.slice(0, 20), 'gzip')).status).toBe(400);
    expect((await post(lines, 'br')).status).toBe(400);
  });

  test('with faults are named and stop no others', async () => {
    const run = await startRun(cmdb);
    const good = toLines([computer('PC-1')]);
    const bad = '{"seq":2,"class":"Computer","key":{"Code":"PC-2"}}\nnot JSON\n{"seq":1,"class":"x"}\n';

    const { body } = await send(run, good + bad + toLines([computer('PC-3')], 3));

    expect(body).toMatchObject({ accepted: 2, lastSeq: 3 });
    expect(body.rejected.map(({ seq, key, faults }) => [seq, key, faults[0]?.path])).toEqual([
      [2, 'PC-2', 'attributes'],
      [null, null, ''],
      [1, null, 'seq'],
    ]);
  });

  test('are sent as NDJSON and nothing else', async () => {
    const run = await startRun(cmdb);

    expect((await cmdb.call('POST', `/runs/${run.id}/records`, computer('PC-1'))).status).toBe(400);
  });
});

describe('quarantine', () => {
  test('holds what cannot be identified or read, and lets the rest pass', async () => {
    const hardware = { serial: 'S-77' };
    const run = await makeRun(cmdb, [
      computer('NA'),
      computer('PC-1'),
      computer('PC-1'),
      { ...computer('PC-2'), evidence: hardware },
      { ...computer('PC-3'), evidence: hardware },
      computer('PC-4', { RAM: 'much' }),
      { ...computer('PC-5'), class: 'Toaster' },
      computer('PC-6', { RAM: '4096' }),
    ]);

    expect(run).toMatchObject({ state: 'applied', counts: { create: 1, quarantine: 7, failed: 0 } });
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-6']);
    const { body } = await cmdb.call<{ items: { key: string; reason: string; faults: object[] }[] }>(
      'GET',
      '/quarantine?source=ocs',
    );
    expect(body.items.map((item) => item.key).sort()).toEqual([
      'NA',
      'PC-1',
      'PC-1',
      'PC-2',
      'PC-3',
      'PC-4',
      'PC-5',
    ]);
    expect(body.items.find((item) => item.key === 'PC-4')?.faults).toEqual([
      { path: 'attributes.RAM', message: 'must be a number, not "much"' },
    ]);
  });

  test('lets a record go once a later run no longer doubts it', async () => {
    await makeRun(cmdb, [computer('PC-1', { RAM: 'much' }), computer('PC-2', { RAM: 'much' })]);

    await makeRun(cmdb, [computer('PC-1', { RAM: '1' })], { mode: 'delta' });

    const { body } = await cmdb.call<{ items: { key: string }[] }>('GET', '/quarantine');
    expect(body.items.map((item) => item.key)).toEqual(['PC-2']);
  });

  test('keeps records without a key waiting when a partial run has another one', async () => {
    const nameless = (serial: string) => ({ ...computer('NA'), evidence: { serial } });
    await makeRun(cmdb, [nameless('SN-A'), nameless('SN-B'), computer('NA')]);

    await makeRun(cmdb, [nameless('SN-B'), nameless('SN-C')], { mode: 'delta' });

    const { body } = await cmdb.call<{ items: { evidence: { serial?: string } | null }[] }>(
      'GET',
      '/quarantine',
    );
    expect(body.items.map(({ evidence }) => evidence?.serial ?? 'unknown').sort()).toEqual([
      'SN-A',
      'SN-B',
      'SN-C',
      'unknown',
    ]);
  });

  test('holds a key whose hardware is another', async () => {
    const uuid = '4C4C4544-0042-3610-8052-B4C04F4E563';
    const seen = (serial: string, last: string, ram: string): TestRecord => ({
      ...computer('PC-1', { RAM: ram }),
      evidence: { serial, uuid: uuid + last },
    });
    await makeRun(cmdb, [seen('S-1', '1', '1024')]);

    const swapped = await makeRun(cmdb, [seen('S-1', '2', '2048')]);
    const other = await makeRun(cmdb, [seen('S-9', '9', '4096')]);

    expect(swapped.counts).toMatchObject({ update: 1, quarantine: 0 });
    expect(other.counts).toMatchObject({ update: 0, retire: 0, quarantine: 1 });
  });
});
