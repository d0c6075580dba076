import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  computer,
  countRows,
  idOf,
  listCodes,
  makeRun,
  memoryModule,
  planRun,
  type StepBody,
  software,
  type TestRecord,
} from '../../../../../tests/cmdb/runs.ts';
import { readState } from '../../../../../tests/cmdb/state.ts';
import { startTestCmdb, type TestCmdb } from '../../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(clear);
afterAll(() => cmdb.stop());

async function clear() {
  await cmdb.query(
    'TRUNCATE source_withdrawal, source_withdrawal_card, source_withdrawal_relation, source_withdrawal_left',
  );
  await cmdb.clear();
}

interface Report {
  relations: { domain: string; source: { key: string }; target: { key: string }; heir: string | null }[];
  id: string | null;
  finishedAt: string | null;
  counts: Record<string, number>;
  left: { key: string | null; attribute: string | null; reason: string }[];
  examples: { key: string | null; action: string; becomes: object[] }[];
}

function withdraw(source: string, body: object = { reason: 'it was wrong' }) {
  return cmdb.call<Report>('POST', `/sources/${source}/withdrawal`, body);
}

function says(source: string, records: readonly TestRecord[]) {
  return makeRun(cmdb, records, { source, mode: 'delta' });
}

/** Each value with its giver. */
async function told(code: string) {
  const [card] = await cmdb.query<{ attributes: object; givers: object }>(
    `SELECT attributes, (SELECT jsonb_object_agg(given.key, given.value -> 'source')
       FROM jsonb_each(provenance) AS given) AS givers FROM card WHERE code = $1`,
    [code],
  );
  return card;
}

/** The cards that stand, by class and code. */
async function listIds() {
  return cmdb.query<{ id: string }>('SELECT id, code, class_id FROM card ORDER BY class_id, code');
}

/** Which computer has which title, and who says so. */
async function listTitles(): Promise<string[]> {
  const rows = await cmdb.query<{ text: string }>(
    `SELECT concat_ws(' ', near.code, far.code, relation.provenance ->> 'source') AS text FROM relation
     JOIN domain ON domain.id = relation.domain_id AND domain.name = 'ComputerSoftware'
     JOIN card AS near ON near.id = relation.source_id JOIN card AS far ON far.id = relation.target_id ORDER BY 1`,
  );
  return rows.map((row) => row.text);
}

async function relateByHand(master: string, title: string): Promise<void> {
  const [source, target] = [await idOf(cmdb, master), await idOf(cmdb, title)];
  await cmdb.edit({ relate: [{ domain: 'ComputerSoftware', source, target }] });
}

describe('taking back all that a source has said', () => {
  const ofOcs = [
    computer('PC-1', { RAM: '4096', OS: 'Debian' }, [
      memoryModule('PC-1/1', 2048),
      memoryModule('PC-1/2', 2048),
    ]),
    computer('PC-2', { RAM: '1024' }, [memoryModule('PC-2/1', 1024)]),
  ];
  const ofSnmp = [computer('PC-1', { RAM: '4000', Workgroup: 'IT' }, [memoryModule('PC-1/1', 2048)])];

  test('leaves what others say, and retires what nobody else has spoken of', async () => {
    await says('snmp', ofSnmp);
    await says('ocs', ofOcs);

    const { body } = await withdraw('ocs');

    expect(body.counts).toMatchObject({ retired: 3, left: 0 });
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1']);
    expect(await listCodes(cmdb, 'Memory')).toEqual(['PC-1/1']);
    const pc1 = await told('PC-1');
    expect(pc1).toMatchObject({ attributes: { RAM: 4000, Workgroup: 'IT' }, givers: { RAM: 'snmp' } });
    expect(pc1?.attributes).not.toHaveProperty('OS');
    expect((await readState(cmdb)).filter((item) => item.includes('"ocs"'))).toEqual([]);
    const [change] = await cmdb.query<{ id: string }>(`SELECT id FROM change ORDER BY at DESC LIMIT 1`);
    expect((await cmdb.call('GET', `/changes/${change?.id}`)).body).toMatchObject({
      actor: 'admin',
      reason: 'all that ocs has said is taken back: it was wrong',
      intact: true,
    });
  });

  test('hands cards over to another source, which may then retire them', async () => {
    await says('ocs', ofOcs);
    await says('snmp', [...ofSnmp, computer('PC-2')]);
    await withdraw('ocs');
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1', 'PC-2']);

    await makeRun(cmdb, ofSnmp, { source: 'snmp' });

    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1']);
  });

  test('hands parts over to another source as well', async () => {
    const records = (...parts: object[]) => [computer('PC-1', {}, parts)];
    await says('ocs', records(memoryModule('PC-1/1', 1)));
    await says('snmp', records(memoryModule('PC-1/1', 1)));
    await withdraw('ocs');
    expect(await listCodes(cmdb, 'Memory')).toEqual(['PC-1/1']);

    await says('snmp', records());

    expect(await listCodes(cmdb, 'Memory')).toEqual([]);
  });

  test('leaves what people have worked on, and says why', async () => {
    await says('ocs', ofOcs);
    await cmdb.edit({ update: [{ id: await idOf(cmdb, 'PC-2'), attributes: { Notes: 'on loan' } }] });

    const { body } = await withdraw('ocs');

    expect(body.left).toMatchObject([
      { key: 'PC-2', attribute: null, reason: 'It was edited: it stays' },
      { key: 'PC-2', attribute: 'Code', reason: 'Nobody else says it: it stays' },
    ]);
    expect(await told('PC-2')).toMatchObject({ attributes: { Notes: 'on loan' } });
    expect((await told('PC-2'))?.attributes).not.toHaveProperty('RAM');
  });

  test('can be tried dry, which writes nothing', async () => {
    await says('ocs', ofOcs);
    await says('snmp', ofSnmp);
    const before = [await countRows(cmdb), await readState(cmdb)];

    const preview = (await withdraw('ocs', { dry: true })).body;

    expect(preview.id).toBeNull();
    expect(preview.examples.map(({ key, action, becomes }) => ({ key, action, becomes }))).toEqual(
      expect.arrayContaining([
        { key: 'PC-2', action: 'retire', becomes: [] },
        {
          key: 'PC-1',
          action: 'update',
          becomes: [
            { attribute: 'Code', old: 'PC-1', value: 'PC-1', source: 'snmp' },
            { attribute: 'OS', old: 'Debian', value: null, source: null },
            { attribute: 'Status', old: 'in-use', value: 'in-use', source: null },
          ],
        },
      ]),
    );
    expect([await countRows(cmdb), await readState(cmdb)]).toEqual(before);
    expect((await withdraw('ocs')).body.counts).toMatchObject({
      ...preview.counts,
      left: expect.any(Number),
    });
  });

  test('ends relations that nobody else has said, and lets those stay that others say', async () => {
    const [writer, calc] = [software('Writer', '1'), software('Calc', '1')];
    await says('ocs', [computer('PC-1', {}, [writer, calc]), computer('PC-2', {}, [writer])]);
    await says('snmp', [computer('PC-1', {}, [writer]), computer('PC-2'), computer('PC-3', {}, [calc])]);
    await relateByHand('PC-2', 'Calc');

    const preview = (await withdraw('ocs', { dry: true })).body;
    const { body } = await withdraw('ocs');

    expect(body.counts).toMatchObject({ retired: 0, relationsEnded: 2, relationsHandedOver: 1, left: 0 });
    expect(preview.counts).toEqual(body.counts);
    expect(preview.relations.map(({ source, target, heir }) => [source.key, target.key, heir])).toEqual(
      expect.arrayContaining([
        ['PC-1', 'Writer', 'snmp'],
        ['PC-1', 'Calc', null],
        ['PC-2', 'Writer', null],
      ]),
    );
    expect(await listTitles()).toEqual(['PC-1 Writer snmp', 'PC-2 Calc person', 'PC-3 Calc snmp']);
    expect((await readState(cmdb)).filter((item) => item.includes('"ocs"'))).toEqual([]);
  });

  test('leaves a part where it is on which people have worked, and says why', async () => {
    await says('ocs', ofOcs);
    await says('snmp', [computer('PC-1')]);
    await cmdb.edit({ update: [{ id: await idOf(cmdb, 'PC-1/2'), attributes: { Notes: 'on loan' } }] });

    const preview = (await withdraw('ocs', { dry: true })).body;
    const { body } = await withdraw('ocs');

    expect(await listCodes(cmdb, 'Memory')).toEqual(['PC-1/2']);
    const reason = 'Its relation ComputerMemory stays, since people have worked on the part';
    expect(body.left).toContainEqual({
      cardId: await idOf(cmdb, 'PC-1/2'),
      class: 'Memory',
      key: 'PC-1/2',
      attribute: null,
      reason,
    });
    expect(body.counts).toMatchObject({ retired: 3, relationsEnded: 0 });
    expect(preview).toMatchObject({ counts: body.counts, left: body.left });
  });

  test('goes on with its relations where it was interrupted', async () => {
    await says('ocs', [computer('PC-1', {}, [software('Writer', '1')])]);
    await says('snmp', [computer('PC-1'), computer('PC-2', {}, [software('Writer', '1')])]);
    await cmdb.query(
      `INSERT INTO source_withdrawal (id, source, reason, started_by, started_at)
       VALUES ('01970000-0000-7000-8000-000000000000', 'ocs', 'begun before', 'admin', now())`,
    );
    await cmdb.query(
      `INSERT INTO source_withdrawal_relation SELECT '01970000-0000-7000-8000-000000000000', id FROM relation
       WHERE provenance ->> 'source' = 'ocs'`,
    );

    const { body } = await withdraw('ocs');

    expect(body).toMatchObject({ reason: 'begun before', counts: { relationsEnded: 1 } });
    expect(await listTitles()).toEqual(['PC-2 Writer snmp']);
  });

  test('goes on where it was interrupted', async () => {
    await says('ocs', ofOcs);
    await cmdb.query(
      `INSERT INTO source_withdrawal (id, source, reason, started_by, started_at)
       VALUES ('01970000-0000-7000-8000-000000000000', 'ocs', 'begun before', 'admin', now())`,
    );
    await cmdb.query(
      `INSERT INTO source_withdrawal_card SELECT '01970000-0000-7000-8000-000000000000', id FROM card WHERE code LIKE 'PC-2%'`,
    );

    const { body } = await withdraw('ocs');

    expect(body).toMatchObject({ reason: 'begun before', counts: { retired: 2 } });
    expect(body.finishedAt).not.toBeNull();
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1']);
  });

  test('lets the cards come back that it retired when the source says them again', async () => {
    const told = [...ofOcs, computer('PC-3', {}, [software('Writer', '1')])];
    await says('ocs', told);
    const before = await listIds();
    await withdraw('ocs');
    expect(await listIds()).toEqual([]);

    const run = await says('ocs', told);

    expect(await listIds()).toEqual(before);
    const { body: plan } = await cmdb.call<{ items: StepBody[] }>('GET', `/runs/${run.id}/changes`);
    const reasons = plan.items.filter((step) => step.action === 'create').map((step) => step.reason);
    expect(new Set(reasons)).toEqual(
      new Set(['The source says again what was taken back: its card comes back']),
    );
    const [pc1] = before;
    const { body: history } = await cmdb.call<{ items: object[] }>('GET', `/cards/${pc1?.id}/history`);
    expect(history.items.length).toBeGreaterThan(1);
  });

  test('lets no card come back that retired for anything else since, nor for another source', async () => {
    await says('ocs', [computer('PC-1')]);
    const first = await idOf(cmdb, 'PC-1');
    await withdraw('ocs');
    await says('snmp', [computer('PC-1')]);
    const second = await idOf(cmdb, 'PC-1');
    await cmdb.edit({ retire: [{ id: second }] });

    await says('ocs', [computer('PC-1')]);
    await cmdb.edit({ retire: [{ id: first }] });
    await says('ocs', [computer('PC-1')]);

    expect([first, second]).not.toContain(await idOf(cmdb, 'PC-1'));
    expect(second).not.toBe(first);
  });

  test('is refused while a run waits, for people, and for what is no source', async () => {
    const run = await planRun(cmdb, ofOcs);

    expect((await withdraw('ocs')).status).toBe(409);
    expect((await withdraw('person')).status).toBe(400);
    expect((await withdraw('nobody')).status).toBe(404);
    expect((await withdraw('ocs', {})).status).toBe(400);
    expect((await cmdb.call('GET', '/sources/ocs/withdrawal')).status).toBe(404);
    await cmdb.call('POST', `/runs/${run.id}/cancel`);
  });
});
