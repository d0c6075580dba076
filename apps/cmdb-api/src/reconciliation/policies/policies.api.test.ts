import { DEFAULT_POLICY } from '@popis/reconciliation';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../../tests/cmdb/http.ts';
import {
  computer,
  countRows,
  idOf,
  listCodes,
  makeRun,
  memoryModule,
  planRun,
  readPlan,
} from '../../../../../tests/cmdb/runs.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(async () => {
  await cmdb.clear();
  for (const source of ['ocs', 'snmp', 'person']) await setPolicy(source, {});
});
afterAll(() => cmdb.stop());

interface SourceAnswer {
  policy: { vanished: object[]; breaker: object[] };
  faults: { path: string; message: string }[];
}

async function setPolicy(source: string, policy: object) {
  return cmdb.call<SourceAnswer>('PUT', `/sources/${source}`, { policy });
}

async function storedValue(code: string, attribute: string): Promise<unknown> {
  const [row] = await cmdb.query<{ value: unknown }>(
    'SELECT attributes -> $2 AS value FROM card WHERE code = $1',
    [code, attribute],
  );
  return row?.value ?? null;
}

const three = ['PC-1', 'PC-2', 'PC-3'].map((code) => computer(code, {}, [memoryModule(`${code}/1`, 1)]));
const two = three.slice(0, 2);

describe('the policy of a source', () => {
  test('stays when the source is only described anew, and every version of it is kept', async () => {
    await setPolicy('ocs', { vanished: [{ class: 'Computer', action: 'leave' }] });
    await cmdb.call('PUT', '/sources/ocs', { description: 'Our inventory' });
    await setPolicy('ocs', { vanished: [{ class: 'Computer', action: 'retire', missedRuns: 3 }] });

    const { body } = await cmdb.call<SourceAnswer>('GET', '/sources/ocs');

    expect(body.policy.vanished).toEqual([{ class: 'Computer', action: 'retire', missedRuns: 3 }]);
    const versions = await cmdb.call<{ items: { changeId: string; validTo: string | null }[] }>(
      'GET',
      '/sources/ocs/policies',
    );
    expect(versions.body.items.slice(0, 2).map(({ validTo }) => validTo === null)).toEqual([true, false]);
    for (const { changeId } of versions.body.items) {
      const change = await cmdb.call<{ intact: boolean }>('GET', `/changes/${changeId}`);
      expect(change.body.intact).toBe(true);
    }
  });

  test('that says the same writes no change', async () => {
    const before = await countRows(cmdb);

    await setPolicy('ocs', {});

    expect(await countRows(cmdb)).toEqual(before);
  });

  test('is refused with every fault', async () => {
    const wanted = {
      precedence: [{ class: 'Computer', attribute: 'Colour', rank: 1 }],
      vanished: [
        { class: 'Spaceship', action: 'leave' },
        { class: 'Computer', action: 'set', attribute: 'Status', value: 'vaporised' },
        { class: 'Computer', action: 'leave', within: { domain: 'Orbit', cards: [await newRoom('R')] } },
      ],
    };

    const { status, body } = await setPolicy('ocs', wanted);

    expect(status).toBe(400);
    expect(body.faults.map((fault) => fault.path)).toEqual([
      'policy.vanished.0.class',
      'policy.precedence.0.attribute',
      'policy.vanished.1.value',
      'policy.vanished.2.within.domain',
    ]);
  });

  test.each<[string, object, string]>([
    ['an unknown member', { breakers: [] }, 'policy.breakers'],
    ['a limit without a number', { breaker: [{ action: 'retire' }] }, 'policy.breaker.0'],
    ['a share above 1', { breaker: [{ action: 'retire', share: 20 }] }, 'policy.breaker.0.share'],
    [
      'set without a value',
      { vanished: [{ class: 'Computer', action: 'set', attribute: 'Status' }] },
      'policy.vanished.0.value',
    ],
  ])('is refused with %s', async (_name, policy, path) => {
    const { status, body } = await setPolicy('ocs', policy);

    expect(status).toBe(400);
    expect(body.faults.map((fault) => fault.path)).toContain(path);
  });

  test('cannot be loosened by a connector', async () => {
    const asAdmin = requestsOf(cmdb, adminToken);
    await cmdb.query(
      `INSERT INTO role (name, label, permissions) VALUES ('nightly', 'Nightly', '{read,reconcile}') ON CONFLICT DO NOTHING`,
    );
    await asAdmin('POST', '/accounts', { username: 'nightly', displayName: 'N', roles: ['nightly'] });
    const { body } = await asAdmin('POST', '/tokens', { username: 'nightly', name: 'test' });
    const asConnector = requestsOf(cmdb, body.token);

    expect((await asConnector('PUT', '/sources/ocs', { description: 'mine' })).status).toBe(200);
    expect((await asConnector('PUT', '/sources/ocs', { policy: { breaker: [] } })).status).toBe(403);
  });

  test('is tried without writing: what would come and go, and what cannot be', async () => {
    await setPolicy('ocs', { vanished: [{ class: 'Computer', action: 'leave' }] });
    const before = await countRows(cmdb);
    const preview = (source: string, policy: object) =>
      cmdb.call<{ policy: object; differences: object[]; faults: { path: string }[] }>(
        'POST',
        `/sources/${source}/policies/preview`,
        { policy },
      );

    const same = await preview('ocs', { vanished: [{ missedRuns: 1, action: 'leave', class: 'Computer' }] });
    const other = await preview('ocs', { breaker: [] });
    const ofNobody = await preview('new-source', { precedence: [{ class: 'Computer', rank: 7 }] });
    const wrong = await preview('ocs', { vanished: [{ class: 'Spaceship', action: 'leave' }] });

    expect(same.body.differences).toEqual([]);
    expect(other.body.differences).toEqual([
      { part: 'vanished', change: 'removed', rule: { class: 'Computer', action: 'leave', missedRuns: 1 } },
      ...DEFAULT_POLICY.breaker.map((rule) => ({ part: 'breaker', change: 'removed', rule })),
    ]);
    expect(ofNobody.body.differences).toEqual([
      { part: 'precedence', change: 'added', rule: { class: 'Computer', rank: 7 } },
    ]);
    expect(ofNobody.body.policy).toMatchObject({ breaker: DEFAULT_POLICY.breaker, approval: [] });
    expect(wrong.status).toBe(400);
    expect(wrong.body.faults.map(({ path }) => path)).toEqual(['policy.vanished.0.class']);
    expect(await countRows(cmdb)).toEqual(before);
  });

  test('is kept with the run that was planned by it', async () => {
    await setPolicy('ocs', { breaker: [{ action: 'retire', number: 5 }] });

    const run = await planRun(cmdb, two);

    expect(run.policy?.breaker).toEqual([{ action: 'retire', number: 5 }]);
  });
});

async function newRoom(code: string): Promise<string> {
  const { created } = await cmdb.edit({ create: [{ class: 'Room', attributes: { Code: code } }] });
  return created[0] ?? '';
}

describe('a card that is not mentioned any more', () => {
  test('is retired after as many full runs as the policy says', async () => {
    await setPolicy('ocs', { vanished: [{ class: 'Computer', action: 'retire', missedRuns: 3 }] });
    await makeRun(cmdb, three);

    const first = await makeRun(cmdb, two);
    const second = await makeRun(cmdb, two);
    const third = await makeRun(cmdb, two);

    expect([first, second, third].map((run) => run.counts.retire)).toEqual([0, 0, 2]);
    expect(first.notes).toEqual([
      '1 Computer not mentioned: nothing done before 3 full runs in a row, as the policy says',
    ]);
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1', 'PC-2']);
  });

  test('is counted anew once it was seen, and neither by plans nor by bad runs', async () => {
    await setPolicy('ocs', { vanished: [{ class: 'Item', action: 'retire', missedRuns: 2 }] });
    await makeRun(cmdb, three);
    await makeRun(cmdb, two);
    await makeRun(cmdb, three);
    await makeRun(cmdb, two, { closing: { errors: 1 } });
    await planRun(cmdb, two, { dry: true });
    await planRun(cmdb, two);

    const run = await makeRun(cmdb, two);

    expect(run.counts.retire).toBe(0);
    expect((await makeRun(cmdb, two)).counts.retire).toBe(2);
  });

  test('gets a value instead, and its own again when it comes back', async () => {
    const gone = { class: 'Computer', action: 'set', attribute: 'Status', value: 'not-seen' };
    await setPolicy('ocs', { vanished: [gone] });
    await makeRun(cmdb, three);

    const missed = await makeRun(cmdb, two);

    expect(await readPlan(cmdb, missed.id)).toEqual(['update Computer PC-3 Status in-use → not-seen']);
    const before = await countRows(cmdb);
    await makeRun(cmdb, two);
    expect(await countRows(cmdb)).toEqual(before);
    const back = await makeRun(cmdb, three);
    expect(await readPlan(cmdb, back.id)).toEqual(['update Computer PC-3 Status not-seen → in-use']);
    expect((await makeRun(cmdb, three)).counts).toMatchObject({ update: 0 });
  });

  test('keeps what a person made of it meanwhile when it comes back', async () => {
    const gone = { class: 'Computer', action: 'set', attribute: 'Status', value: 'not-seen' };
    await setPolicy('ocs', { vanished: [gone] });
    await makeRun(cmdb, three);
    await makeRun(cmdb, two);
    await cmdb.edit({ update: [{ id: await idOf(cmdb, 'PC-3'), attributes: { Status: 'in-repair' } }] });

    await makeRun(cmdb, three);

    expect(await storedValue('PC-3', 'Status')).toBe('in-repair');
  });

  test('is left alone outside the rooms of the policy', async () => {
    const [here, there] = [await newRoom('HERE'), await newRoom('THERE')];
    await setPolicy('ocs', {
      vanished: [{ class: 'Computer', action: 'retire', within: { domain: 'RoomItems', cards: [here] } }],
    });
    await makeRun(cmdb, three);
    await cmdb.edit({
      update: [
        { id: await idOf(cmdb, 'PC-2'), attributes: { Room: here } },
        { id: await idOf(cmdb, 'PC-3'), attributes: { Room: there } },
      ],
    });

    const run = await makeRun(cmdb, three.slice(0, 1));

    expect(await readPlan(cmdb, run.id)).toEqual(['retire Memory PC-2/1', 'retire Computer PC-2']);
  });
});

describe('who stands above whom', () => {
  const said = (ram: number) => [computer('PC-1', { RAM: String(ram) })];

  test('is said by the policies, whoever speaks last', async () => {
    await setPolicy('snmp', { precedence: [{ class: 'Item', rank: 10 }] });
    await makeRun(cmdb, said(8192), { source: 'snmp' });

    const later = await makeRun(cmdb, said(4096));

    expect(await readPlan(cmdb, later.id)).toEqual(['keep Computer PC-1 RAM 8192 → 4096']);
    expect(await storedValue('PC-1', 'RAM')).toBe(8192);
  });

  test('may put an inventory above people for an attribute', async () => {
    await setPolicy('ocs', { precedence: [{ class: 'Computer', attribute: 'RAM', rank: 200 }] });
    await makeRun(cmdb, said(4096));
    const id = await idOf(cmdb, 'PC-1');
    await cmdb.edit({ update: [{ id, attributes: { RAM: 1, Workgroup: 'by hand' } }] });

    await makeRun(cmdb, [computer('PC-1', { RAM: '4096', Workgroup: 'WORK' })]);

    expect(await storedValue('PC-1', 'RAM')).toBe(4096);
    expect(await storedValue('PC-1', 'Workgroup')).toBe('by hand');
  });

  test('is lost by a value that its source has not confirmed for too long', async () => {
    await setPolicy('snmp', { precedence: [{ class: 'Computer', rank: 10, freshDays: 30 }] });
    await makeRun(cmdb, said(8192), { source: 'snmp' });
    await makeRun(cmdb, said(4096));
    expect(await storedValue('PC-1', 'RAM')).toBe(8192);
    await cmdb.query(`UPDATE run SET started_at = started_at - interval '31 days' WHERE source = 'snmp'`);
    await cmdb.query(
      `UPDATE card SET provenance = jsonb_set(provenance, '{RAM,at}', '"2026-01-01T00:00:00.000Z"')`,
    );

    const run = await makeRun(cmdb, said(4096));

    expect(await readPlan(cmdb, run.id)).toEqual(['update Computer PC-1 RAM 8192 → 4096']);
  });

  test('is kept by an old value that its source goes on confirming', async () => {
    await setPolicy('snmp', { precedence: [{ class: 'Computer', rank: 10, freshDays: 30 }] });
    await makeRun(cmdb, said(8192), { source: 'snmp' });
    await cmdb.query(
      `UPDATE card SET provenance = jsonb_set(provenance, '{RAM,at}', '"2026-01-01T00:00:00.000Z"')`,
    );

    await makeRun(cmdb, said(4096));

    expect(await storedValue('PC-1', 'RAM')).toBe(8192);
  });
});
