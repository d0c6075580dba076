import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../../tests/cmdb/http.ts';
import { computer, countRows, idOf, makeRun } from '../../../../../tests/cmdb/runs.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../../tests/cmdb/test-cmdb.ts';
import { OverrideEndsService } from './override-ends.service.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;
let id: string;
const until = new Date(Date.now() + 3_600_000).toISOString();
const after = new Date(Date.now() + 7_200_000);

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
});
beforeEach(async () => {
  await cmdb.clear();
  await makeRun(cmdb, [computer('PC-1', { RAM: '4096', OS: 'Debian' })]);
  id = await idOf(cmdb, 'PC-1');
});
afterAll(() => cmdb.stop());

/** Sends with the ETag of the card as it is, or with another. */
async function send(method: string, address: string, body?: object, etag?: string) {
  const { body: card } = await call('GET', `/cards/${id}`);
  return call(method, address, body, etag ?? `"${card.changeId}"`);
}

function override(attributes: object, overrides: object) {
  return send('PATCH', `/cards/${id}`, { attributes, overrides, reason: 'an edit' });
}

function endDue(now: Date) {
  return cmdb.app.nest.get(OverrideEndsService).endDue(now);
}

async function told(attribute: string) {
  const { body } = await call('GET', `/cards/${id}`);
  return { value: body.attributes[attribute], ...body.provenance[attribute] };
}

describe('a value that a person sets until an instant', () => {
  const terms = { RAM: { until, reason: 'two modules are on loan' } };

  test('tells its end and reason, and what the inventory says', async () => {
    const { status } = await override({ RAM: 16384 }, terms);

    expect(status).toBe(200);
    expect(await told('RAM')).toMatchObject({
      value: 16384,
      source: 'person',
      expiresAt: until,
      reason: 'two modules are on loan',
    });
    const { body } = await call('GET', `/cards/${id}/candidates`);
    const ram = body.items.filter((each: { attribute: string }) => each.attribute === 'RAM');
    expect(ram).toMatchObject([
      { source: 'person', value: 16384, rank: 100, holds: true, expiresAt: until },
      { source: 'ocs', value: 4096, rank: 0, holds: false, expiresAt: null },
    ]);
    const { body: history } = await call('GET', `/cards/${id}/history`);
    expect(JSON.stringify(history.items[0])).toContain('an edit');
  });

  test('is given back when its end has come, once, as a change of its own', async () => {
    await override({ RAM: 16384 }, terms);
    expect(await endDue(new Date())).toBe(0);

    expect(await endDue(after)).toBe(1);

    expect(await told('RAM')).toMatchObject({ value: 4096, source: 'ocs' });
    expect((await told('RAM')).expiresAt).toBeUndefined();
    const [change] = await cmdb.query(
      `SELECT change.id, change.actor, change.source, change.reason FROM change ORDER BY change.at DESC LIMIT 1`,
    );
    expect(change).toMatchObject({
      actor: 'popis',
      source: 'override',
      reason: 'the end of a value that a person had set',
    });
    const before = await countRows(cmdb);
    expect(await endDue(after)).toBe(0);
    await makeRun(cmdb, [computer('PC-1', { RAM: '4096', OS: 'Debian' })]);
    expect(await countRows(cmdb)).toEqual(before);
    const changes = await cmdb.query<{ id: string }>(
      'SELECT change_id AS id FROM card UNION SELECT change_id FROM card_history',
    );
    expect(changes).toHaveLength(3);
    for (const each of changes) {
      expect((await call('GET', `/changes/${each.id}`)).body).toMatchObject({ intact: true });
    }
  });

  test('gives way to what the source has said since, and to none where it takes its word back', async () => {
    await override({ RAM: 16384, OS: 'Windows' }, { RAM: { until }, OS: { until } });
    await makeRun(cmdb, [{ ...computer('PC-1', { RAM: '8192' }), removed: ['OS'] }]);

    expect(await endDue(after)).toBe(2);

    expect(await told('RAM')).toMatchObject({ value: 8192, source: 'ocs' });
    expect(await told('OS')).toEqual({ value: null });
  });

  test('holds on no more in a run that comes after its end, whoever has seen to it', async () => {
    await override({ RAM: 16384 }, terms);
    await cmdb.query(
      `UPDATE card SET provenance = jsonb_set(provenance, '{RAM,expiresAt}', '"2026-01-01T00:00:00.000Z"')`,
    );

    await makeRun(cmdb, [computer('PC-1', { RAM: '4096', OS: 'Debian' })]);

    expect(await told('RAM')).toMatchObject({ value: 4096, source: 'ocs' });
    const before = await countRows(cmdb);
    expect(await endDue(after)).toBe(1);
    expect(await countRows(cmdb)).toEqual(before);
  });

  test('may be the one that stands, and is written once', async () => {
    await override({ RAM: 4096 }, terms);
    expect(await told('RAM')).toMatchObject({ value: 4096, source: 'person', expiresAt: until });
    const before = await countRows(cmdb);

    await override({ RAM: 4096 }, terms);

    expect(await countRows(cmdb)).toEqual(before);
  });

  test('loses its end with the next edit, and no end comes then', async () => {
    await override({ RAM: 16384 }, terms);
    await send('PATCH', `/cards/${id}`, { attributes: { RAM: 32768 } });

    expect(await endDue(after)).toBe(1);

    expect(await told('RAM')).toMatchObject({ value: 32768, source: 'person' });
  });

  test('can be taken back at once', async () => {
    await override({ RAM: 16384 }, terms);

    expect((await send('DELETE', `/cards/${id}/overrides/RAM?reason=returned`)).status).toBe(204);

    expect(await told('RAM')).toMatchObject({ value: 4096, source: 'ocs' });
    const [change] = await cmdb.query(`SELECT actor, reason FROM change ORDER BY at DESC LIMIT 1`);
    expect(change).toMatchObject({ actor: 'admin', reason: 'returned' });
    expect((await send('DELETE', `/cards/${id}/overrides/RAM`)).status).toBe(404);
  });

  test('is refused with every fault, and writes nothing then', async () => {
    const { status, body } = await override(
      { Notes: 'x', Room: null },
      { RAM: {}, Room: { reason: 'placed' } },
    );

    expect(status).toBe(400);
    expect(body.faults).toEqual([
      { path: 'overrides.RAM', message: 'has no value in the same edit' },
      { path: 'overrides.Room', message: 'is a reference: it has neither end nor reason' },
    ]);
    expect(await told('Notes')).toEqual({ value: null });
    const past = await override({ RAM: 1 }, { RAM: { until: '2020-01-01T00:00:00Z' } });
    expect(past.body.faults).toEqual([{ path: 'overrides.RAM.until', message: 'must be later than now' }]);
    const lost = await send('DELETE', `/cards/${id}/overrides/OS`, undefined, '"another"');
    expect(lost.status).toBe(404);
    await override({ RAM: 16384 }, terms);
    const stale = await send('DELETE', `/cards/${id}/overrides/RAM`, undefined, '"another"');
    expect(stale.status).toBe(412);
    expect(stale.body.current).toMatchObject({ id });
  });
});
