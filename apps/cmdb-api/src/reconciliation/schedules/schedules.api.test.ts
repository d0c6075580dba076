import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../../tests/cmdb/http.ts';
import { computer, computerMapping, makeRun, planRun, type RunBody } from '../../../../../tests/cmdb/runs.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(async () => {
  await cmdb.clear();
  await cmdb.call('PUT', '/sources/ocs', { schedule: null });
});
afterAll(() => cmdb?.stop());

interface SourceAnswer {
  name: string;
  schedule: { cron: string; zone: string; since: string; setBy: string } | null;
  nextStartAt: string | null;
  nextFullStartAt: string | null;
  coveredUntil: string | null;
  deltasCoveredUntil: string | null;
  lastGoodFull: { id: string; at: string } | null;
  lastGood: { id: string; at: string } | null;
  faults?: { path: string; message: string }[];
}

const nightly = { cron: '0 2 * * *', zone: 'Europe/Belgrade' };

function put(schedule: object | null) {
  return cmdb.call<SourceAnswer>('PUT', '/sources/ocs', { schedule });
}

async function startFor(slot: string, more: object = {}) {
  const body = { mode: 'full', mapping: computerMapping, slot, ...more };
  return cmdb.call<RunBody & { slot: string }>('POST', '/sources/ocs/runs', body);
}

async function settle(run: RunBody): Promise<RunBody> {
  await cmdb.call('POST', `/runs/${run.id}/close`, { read: 0, errors: 0, complete: true });
  await cmdb.call('POST', `/runs/${run.id}/plan`);
  return (await cmdb.call<RunBody>('POST', `/runs/${run.id}/apply`)).body;
}

describe('the schedule of a source', () => {
  test('is shown with its next time and the last good run, alone and in the list', async () => {
    const run = await makeRun(cmdb, [computer('PC-1')]);

    const { status, body } = await put(nightly);

    expect(status).toBe(200);
    expect(body.schedule).toEqual({
      ...{ ...nightly, deltaCron: null, jitterSeconds: 0, missed: 'run-once' },
      since: expect.any(String),
      setBy: 'admin',
    });
    expect(body.lastGood).toEqual({ id: run.id, at: expect.any(String) });
    expect(new Date(body.nextStartAt ?? 0).getTime()).toBeGreaterThan(Date.now());
    const list = await cmdb.call<{ items: SourceAnswer[] }>('GET', '/sources');
    const listed = list.body.items.find((source) => source.name === 'ocs');
    expect(listed).toMatchObject({
      schedule: body.schedule,
      nextStartAt: body.nextStartAt,
      lastGood: body.lastGood,
    });
  });

  test('stays when only something else is said, goes on when it is said again, and goes with null', async () => {
    const { body: first } = await put(nightly);
    await cmdb.call('PUT', '/sources/ocs', { description: 'Our inventory' });

    const again = await put(nightly);
    const gone = await put(null);

    expect(again.body.schedule).toEqual(first.schedule);
    expect(gone.body).toMatchObject({ schedule: null, nextStartAt: null });
  });

  test.each<[string, object, string, RegExp]>([
    ['an expression that cannot be read', { cron: 'every night' }, 'schedule.cron', /five fields/],
    ['a minute that there is not', { cron: '61 2 * * *' }, 'schedule.cron', /minute: 61/],
    ['an unknown zone', { cron: '0 2 * * *', zone: 'Mars/Olympus' }, 'schedule.zone', /IANA/],
    [
      'a jitter beyond the next time',
      { cron: '0 * * * *', jitterSeconds: 3_600 },
      'schedule.jitterSeconds',
      /3600 s/,
    ],
    [
      'deltas that cannot be read',
      { cron: '0 2 * * *', deltaCron: 'hourly' },
      'schedule.deltaCron',
      /five fields.*not 1: "hourly"/,
    ],
    [
      'a jitter beyond the next delta',
      { cron: '0 2 * * *', deltaCron: '*/5 * * * *', jitterSeconds: 600 },
      'schedule.jitterSeconds',
      /300 s between two times of "\*\/5/,
    ],
    ['an unknown policy', { cron: '0 2 * * *', missed: 'always' }, 'schedule.missed', /run-once/],
    ['an unknown member', { cron: '0 2 * * *', timezone: 'UTC' }, 'schedule.timezone', /not known/],
    ['nothing', {}, 'schedule.cron', /./],
  ])('is refused with %s, by field, and loses nothing', async (_name, schedule, path, message) => {
    await put(nightly);

    const { status, body } = await put(schedule);

    expect(status).toBe(400);
    expect(body.faults).toEqual([{ path, message: expect.stringMatching(message) }]);
    const { body: kept } = await cmdb.call<SourceAnswer>('GET', '/sources/ocs');
    expect(kept.schedule).toMatchObject(nightly);
  });

  test('may have times of deltas: what is next and the next full run are told apart', async () => {
    const { body } = await put({ ...nightly, deltaCron: '* * * * *' });

    expect(body.schedule).toMatchObject({ deltaCron: '* * * * *' });
    const [next, full] = [body.nextStartAt, body.nextFullStartAt].map((at) => Date.parse(at ?? ''));
    expect((next ?? 0) - Date.now()).toBeLessThanOrEqual(60_000);
    expect(full).toBeGreaterThanOrEqual(next ?? 0);
    const alone = await put(nightly);
    expect(alone.body.schedule).toMatchObject({ deltaCron: null });
    expect(alone.body.nextStartAt).toBe(alone.body.nextFullStartAt);
  });

  test('may be set by a connector, and not for people', async () => {
    const asAdmin = requestsOf(cmdb, adminToken);
    await cmdb.query(
      `INSERT INTO role (name, label, permissions) VALUES ('nightly', 'Nightly', '{read,reconcile}') ON CONFLICT DO NOTHING`,
    );
    await asAdmin('POST', '/accounts', { username: 'nightly', displayName: 'N', roles: ['nightly'] });
    const { body } = await asAdmin('POST', '/tokens', { username: 'nightly', name: 'test' });
    const asConnector = requestsOf(cmdb, body.token);

    expect((await asConnector('PUT', '/sources/ocs', { schedule: nightly })).status).toBe(200);
    expect((await cmdb.call('PUT', '/sources/person', { schedule: nightly })).status).toBe(400);
  });
});

describe('a time of the schedule', () => {
  const slot = () => new Date(Date.now() - 60_000).toISOString();

  test('is run once: whoever comes later is told by which run it was', async () => {
    const at = slot();
    const { body: run } = await startFor(at);
    await settle(run);

    const second = await startFor(at);

    expect(run.slot).toBe(at);
    expect(second.status).toBe(409);
    expect(second.body.detail).toContain(`The run ${run.id} of ocs has made up for ${at}`);
    expect((await startFor(new Date(Date.now() + 60_000).toISOString())).status).toBe(201);
  });

  test('is one that a run by hand has made up for, whatever the clock of the connector says', async () => {
    const run = await makeRun(cmdb, [computer('PC-1')]);

    expect((await startFor(slot())).status).toBe(409);
    const { body } = await cmdb.call<SourceAnswer>('GET', '/sources/ocs');
    expect(body.coveredUntil).toBe(
      (await cmdb.call<{ startedAt: string }>('GET', `/runs/${run.id}`)).body.startedAt,
    );
  });

  test('is due again after a run that died or was given up, and not after one that a person cancelled', async () => {
    const at = slot();
    await startFor(at);
    const { status, body: second } = await startFor(at);
    const givenUp = await cmdb.call<RunBody>('POST', `/runs/${second.id}/cancel`, {
      ...{ reason: 'stopping', givenUp: true },
    });
    const third = await startFor(at);
    await cmdb.call('POST', `/runs/${third.body.id}/cancel`, { reason: 'not tonight' });

    const fourth = await startFor(at);

    expect(status).toBe(201);
    expect(givenUp.body).toMatchObject({
      state: 'abandoned',
      notes: ['Given up open by admin: stopping'],
    });
    expect([third.status, fourth.status]).toEqual([201, 409]);
  });

  test('is not made up for by a dry run, and one under way is in its way as ever', async () => {
    const at = slot();
    await planRun(cmdb, [], { dry: true });
    const held = await startFor(at, { lease: { holder: 'one', seconds: 60 } });

    const other = await startFor(at, { lease: { holder: 'other', seconds: 60 } });

    expect(held.status).toBe(201);
    expect(other.status).toBe(409);
    expect(other.body.detail).toContain('is under way');
  });

  test('is not made up for by a run of a clock that was years ahead', async () => {
    const { body: run } = await startFor('2099-01-01T02:00:00.000Z');
    await settle(run);

    expect((await startFor(new Date(Date.now() + 60_000).toISOString())).status).toBe(201);
  });
});

describe('a time of a delta', () => {
  const at = new Date(Date.now() - 60_000).toISOString();
  const delta = { mode: 'delta', slotMode: 'delta' };
  const forDelta = { slotMode: 'delta' };

  test('is run once, whether by a delta, by one that had to read everything, or by a full run', async () => {
    await settle((await startFor(at, delta)).body);
    expect((await startFor(at, delta)).status).toBe(409);
    expect((await startFor(at, forDelta)).status).toBe(409);

    await cmdb.clear();
    await settle((await startFor(at, forDelta)).body);
    expect((await startFor(at, delta)).status).toBe(409);

    await cmdb.clear();
    await makeRun(cmdb, [computer('PC-1')]);
    expect((await startFor(at, delta)).status).toBe(409);
  });

  test('is run once by two that come to it at the same moment, and so is one of a full run', async () => {
    for (const more of [delta, { slotMode: 'full' }]) {
      await cmdb.clear();
      const starts = ['one', 'other'].map((holder) =>
        startFor(at, { ...more, lease: { holder, seconds: 60 } }),
      );
      const started = (await Promise.all(starts)).filter(({ status }) => status === 201);
      expect(started).toHaveLength(1);
      await settle((started[0] as (typeof started)[0]).body);
      const late = await startFor(at, { ...more, lease: { holder: 'other', seconds: 60 } });
      expect(late.status).toBe(409);
    }
  });

  test('is not made up for by a delta that was given up', async () => {
    const { body: run } = await startFor(at, delta);
    await cmdb.call('POST', `/runs/${run.id}/cancel`, { reason: 'no change marks', givenUp: true });

    expect((await startFor(at, delta)).status).toBe(201);
  });

  test('has no delta that makes up for a time of a full run: that is still due', async () => {
    await put({ ...nightly, deltaCron: '0 * * * *' });
    await settle((await startFor(at, delta)).body);

    const { body } = await cmdb.call<SourceAnswer>('GET', '/sources/ocs');
    expect(body.coveredUntil).toBeNull();
    expect(Date.parse(body.deltasCoveredUntil ?? '')).toBeGreaterThanOrEqual(Date.parse(at));
    expect([body.lastGood === null, body.lastGoodFull]).toEqual([false, null]);
    const { status, body: full } = await startFor(at, { slotMode: 'full' });
    expect(status).toBe(201);
    await settle(full);
    const after = await cmdb.call<SourceAnswer>('GET', '/sources/ocs');
    expect(after.body.lastGoodFull?.id).toBe(full.id);
    expect(after.body.deltasCoveredUntil).toBe(after.body.coveredUntil);
  });

  test('cannot be claimed as one of a full run', async () => {
    const refused = await startFor(at, { mode: 'delta', slotMode: 'full' });

    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({
      faults: [{ path: expect.stringMatching(/slotMode$/), message: expect.stringContaining('no delta') }],
    });
  });
});
