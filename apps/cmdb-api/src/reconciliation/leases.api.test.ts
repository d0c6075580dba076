import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { computerMapping, type RunBody } from '../../../../tests/cmdb/runs.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(async () => {
  await cmdb.clear();
  for (const source of ['ocs', 'snmp']) await cmdb.call('PUT', `/sources/${source}`, { description: '' });
});
afterAll(() => cmdb?.stop());

interface StartBody extends RunBody {
  current?: { run: string; holder: string };
}

function start(holder: string | undefined, how: { seconds?: number; source?: string; dry?: boolean } = {}) {
  const { seconds = 600, source = 'ocs', dry = false } = how;
  return cmdb.call<StartBody>('POST', `/sources/${source}/runs`, {
    ...{ mode: 'full', mapping: computerMapping, dry },
    ...(holder === undefined ? {} : { lease: { holder, seconds } }),
  });
}

function renew(run: string, holder: string) {
  return cmdb.call<{ until: string; detail?: string }>('PUT', `/runs/${run}/lease`, { holder, seconds: 600 });
}

async function stateOf(run: string): Promise<string> {
  return (await cmdb.call<RunBody>('GET', `/runs/${run}`)).body.state;
}

describe('a run that somebody holds', () => {
  test('is not abandoned by another process, which is told who holds it, since when, and what to do', async () => {
    const held = await start('one');

    const refused = await start('two');
    const nameless = await start(undefined);

    expect([held.status, refused.status, nameless.status]).toEqual([201, 409, 409]);
    expect(refused.body.current).toMatchObject({ run: held.body.id, holder: 'one' });
    expect(refused.body.detail).toMatch(
      /is under way: one holds it since 2.+ heard of at 2.+ cancel it; if its holder has died, it gives way at 2/,
    );
    expect(await stateOf(held.body.id)).toBe('open');
  });

  test('is the only one when several processes start at the same moment', async () => {
    const answers = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((holder) => start(holder)));

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    const [row] = await cmdb.query<{ runs: number }>('SELECT count(*)::int AS runs FROM run');
    expect(row?.runs).toBe(1);
  });

  test('gives way once its holder has been silent for as long as its lease', async () => {
    const left = await start('one', { seconds: 1 });
    const early = await start('two');
    await sleep(1_100);

    const late = await start('two');

    expect([early.status, late.status]).toEqual([409, 201]);
    expect(await stateOf(left.body.id)).toBe('abandoned');
    const renewed = await renew(left.body.id, 'one');
    expect(renewed.status).toBe(409);
    expect(renewed.body.detail).toBe('The run is abandoned, and one does not hold it');
  });

  test('stays held as long as its holder gives signs of life', async () => {
    const held = await start('one', { seconds: 1 });
    const { status } = await renew(held.body.id, 'one');
    await sleep(1_100);

    const refused = await start('two');

    expect([status, refused.status]).toEqual([200, 409]);
  });

  test('gives way to its own holder, whose first start was answered and not heard', async () => {
    const first = await start('one');

    const second = await start('one');

    expect(second.status).toBe(201);
    expect(await stateOf(first.body.id)).toBe('abandoned');
  });

  test('gives way when a person cancels it', async () => {
    const held = await start('one');
    await cmdb.call('POST', `/runs/${held.body.id}/cancel`, {});

    expect((await start('two')).status).toBe(201);
    expect((await renew(held.body.id, 'one')).status).toBe(409);
  });

  test('is in the way of no other source and of no dry run', async () => {
    await start('one');

    expect((await start('two', { source: 'snmp' })).status).toBe(201);
    expect((await start('two', { dry: true })).status).toBe(201);
  });

  test('gives signs of life while it is being planned', async () => {
    const held = await start('one');
    const planning = cmdb.query(
      `WITH locked AS (SELECT id FROM run WHERE id = $1 FOR UPDATE) SELECT pg_sleep(2) FROM locked`,
      [held.body.id],
    );
    await sleep(300);
    const before = Date.now();

    const { status } = await renew(held.body.id, 'one');

    const tookMs = Date.now() - before;
    await planning;
    expect(status).toBe(200);
    expect(tookMs).toBeLessThan(1_500);
  });
});

describe('a lease', () => {
  test('is renewed by nobody but its holder', async () => {
    const held = await start('one');

    expect((await renew(held.body.id, 'two')).status).toBe(409);
    expect((await renew('019ac000-0000-7000-8000-000000000000', 'two')).status).toBe(404);
  });

  test('with faults is refused with all of them', async () => {
    const { status, body } = await cmdb.call<{ faults: { path: string }[] }>('POST', '/sources/ocs/runs', {
      ...{ mode: 'full', mapping: computerMapping, lease: { holder: ' ', seconds: 0 } },
    });

    expect(status).toBe(400);
    expect(body.faults.map((fault) => fault.path).sort()).toEqual(['lease.holder', 'lease.seconds']);
  });
});
