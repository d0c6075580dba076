import { randomRuns } from '@popis/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  computer,
  countRows,
  idOf,
  listCodes,
  makeRun,
  memoryModule,
  planRun,
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
  await cmdb.query('TRUNCATE source_withdrawal, source_withdrawal_card, source_withdrawal_left');
  await cmdb.clear();
}

interface Report {
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

const runs = randomRuns(6);

test('is as if the source had never spoken', { timeout: Math.max(60_000, runs * 10_000) }, async () => {
  const sources = ['ocs', 'snmp', 'scan'];
  for (const [index, source] of sources.entries()) {
    const precedence = [{ class: 'Computer', attribute: 'RAM', rank: index }];
    await cmdb.call('PUT', `/sources/${source}`, { policy: { breaker: [], precedence } });
  }
  const said = fc.constantFrom('absent', 'removed', '', '1', '2');
  const message = fc.record({
    source: fc.constantFrom(...sources),
    machines: fc.uniqueArray(
      fc.record({ code: fc.constantFrom('PC-1', 'PC-2'), RAM: said, OS: said, Capacity: said }),
      { minLength: 1, maxLength: 2, selector: (each) => each.code },
    ),
  });
  const messages = fc.array(message, { minLength: 2, maxLength: 6 });
  const property = fc.asyncProperty(messages, fc.constantFrom(...sources), async (given, removed) => {
    await clear();
    for (const { source, machines } of given) await says(source, machines.map(toRecord));
    const { body } = await withdraw(removed);
    expect(body.finishedAt).not.toBeNull();
    const left = await readWords();

    await clear();
    for (const { source, machines } of given.filter((each) => each.source !== removed)) {
      await says(source, machines.map(toRecord));
    }

    expect(left).toEqual(await readWords());
  });
  await fc.assert(property, { numRuns: runs, endOnFailure: true });
});

function toRecord({ code, Capacity, ...said }: { code: string; RAM: string; OS: string; Capacity: string }) {
  const part = memoryModule(`${code}/1`, 1);
  const ofPart = toSaid({ Capacity });
  const parts = [{ ...part, ...ofPart, attributes: { Code: `${code}/1`, ...ofPart.attributes } }];
  const { attributes, removed } = toSaid(said);
  return { ...computer(code, attributes, parts), removed };
}

function toSaid(given: Record<string, string>) {
  const entries = Object.entries(given);
  return {
    attributes: Object.fromEntries(entries.filter(([, text]) => text !== 'absent' && text !== 'removed')),
    removed: entries.filter(([, text]) => text === 'removed').map(([name]) => name),
  };
}

/** The values of all cards, and what each source says, whichever of those that agree holds the value. */
async function readWords() {
  const cards = await cmdb.query(
    `SELECT card.code, card.attributes,
       array(SELECT DISTINCT concat_ws(' ', word.attribute, word.source, word.value) FROM (
         SELECT given.key AS attribute, given.value ->> 'source' AS source,
           coalesce(card.attributes -> given.key, 'null'::jsonb) AS value FROM jsonb_each(card.provenance) AS given
         UNION ALL SELECT attribute, source, value FROM losing_value WHERE losing_value.card_id = card.id) AS word
         WHERE word.attribute IN ('RAM', 'OS', 'Capacity') ORDER BY 1) AS words
     FROM card ORDER BY card.code`,
  );
  return cards;
}
