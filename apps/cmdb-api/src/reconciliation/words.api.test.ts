import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  computer,
  countRows,
  makeRun,
  memoryModule,
  planRun,
  type RunBody,
  readPlan,
  type TestRecord,
} from '../../../../tests/cmdb/runs.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(async () => {
  await cmdb.clear();
  await cmdb.call('PUT', '/sources/snmp', { policy: {} });
});
afterAll(() => cmdb.stop());

function says(source: string, attributes: Record<string, unknown>, more: Partial<TestRecord> = {}) {
  return makeRun(cmdb, [{ ...computer('PC-1', attributes), ...more }], { source, mode: 'delta' });
}

/** Value and giver of an attribute of PC-1, and what is kept beside it. */
async function told(attribute: string) {
  const [card] = await cmdb.query<{ value: unknown; source: string | null; beside: string[] }>(
    `SELECT card.attributes -> $1::text AS value, card.provenance -> $1::text ->> 'source' AS source,
       array(SELECT concat(losing_value.source, ' ', losing_value.value) FROM losing_value
         WHERE losing_value.card_id = card.id AND losing_value.attribute = $1 ORDER BY 1) AS beside
     FROM card WHERE card.code = 'PC-1'`,
    [attribute],
  );
  return card;
}

/** Both runs must find nothing to write when they come again. */
async function comesAgain(again: () => Promise<RunBody>) {
  const before = [await countRows(cmdb), await cmdb.query('SELECT * FROM losing_value ORDER BY 1, 2, 3')];
  const { counts } = await again();
  expect(counts).toMatchObject({ create: 0, update: 0, retire: 0 });
  expect([await countRows(cmdb), await cmdb.query('SELECT * FROM losing_value ORDER BY 1, 2, 3')]).toEqual(
    before,
  );
}

describe('a source that agrees', () => {
  test('is remembered beside the card, without a version of it', async () => {
    await says('ocs', { RAM: '4096' });
    const before = await countRows(cmdb);

    const run = await says('snmp', { RAM: '4096' });

    expect(run.counts).toMatchObject({ update: 0, keep: 1, unchanged: 1 });
    expect(await countRows(cmdb)).toEqual(before);
    expect(await told('RAM')).toEqual({ value: 4096, source: 'ocs', beside: ['snmp 4096'] });
    await comesAgain(() => says('snmp', { RAM: '4096' }));
    await comesAgain(() => says('ocs', { RAM: '4096' }));
  });

  test('holds the value once the first one takes its word back', async () => {
    await says('ocs', { RAM: '4096' });
    await says('snmp', { RAM: '4096' });

    const run = await says('ocs', {}, { removed: ['RAM'] });

    expect(await readPlan(cmdb, run.id)).toEqual(['update Computer PC-1 RAM 4096 → 4096']);
    expect(await told('RAM')).toEqual({ value: 4096, source: 'snmp', beside: [] });
    await comesAgain(() => says('ocs', {}, { removed: ['RAM'] }));
    await cmdb.call('POST', `/runs/${run.id}/undo`, { reason: 'test' });
    expect(await told('RAM')).toEqual({ value: 4096, source: 'ocs', beside: ['snmp 4096'] });
  });
});

describe('a source that says nothing, that there is none, or takes its word back', () => {
  test('leaves the value, takes it away, and gives it to the next one', async () => {
    await says('snmp', { OS: 'Debian', RAM: '1' });
    await says('ocs', { OS: 'Debian 13', RAM: '2' });

    await says('ocs', {});
    expect(await told('OS')).toMatchObject({ value: 'Debian 13', source: 'ocs' });

    await says('ocs', { OS: '' });
    expect(await told('OS')).toEqual({ value: null, source: 'ocs', beside: ['snmp "Debian"'] });

    await says('ocs', {}, { removed: ['OS'] });
    expect(await told('OS')).toEqual({ value: 'Debian', source: 'snmp', beside: [] });
  });

  test('is told by what it creates: what it sends empty is its word', async () => {
    await says('ocs', { OS: '', RAM: '4096' });
    expect(await told('OS')).toEqual({ value: null, source: 'ocs', beside: [] });
    await comesAgain(() => says('ocs', { OS: '', RAM: '4096' }));
    await cmdb.call('PUT', '/sources/snmp', { policy: { precedence: [{ class: 'Item', rank: -1 }] } });

    await says('snmp', { OS: 'Debian', Workgroup: 'IT' });

    expect(await told('OS')).toEqual({ value: null, source: 'ocs', beside: ['snmp "Debian"'] });
    expect(await told('Workgroup')).toMatchObject({ value: 'IT', source: 'snmp' });
  });

  test('is remembered where nothing was, without a version of the card', async () => {
    await cmdb.edit({ create: [{ class: 'Computer', attributes: { Code: 'PC-1' } }] });
    const before = await countRows(cmdb);

    await says('ocs', { OS: '' });

    expect(await countRows(cmdb)).toEqual(before);
    expect(await told('OS')).toMatchObject({ value: null, beside: ['ocs null'] });
    await comesAgain(() => says('ocs', { OS: '' }));
  });

  test('may take its word on a part back as well', async () => {
    const parts = (more: object) => [{ ...memoryModule('PC-1/1', 1), ...more }];
    await says('ocs', {}, { parts: [memoryModule('PC-1/1', 2048)] });

    await says('ocs', {}, { parts: parts({ attributes: { Code: 'PC-1/1' }, removed: ['Capacity'] }) });

    const [memory] = await cmdb.query(`SELECT attributes FROM card WHERE code = 'PC-1/1'`);
    expect(memory).toEqual({ attributes: expect.not.objectContaining({ Capacity: expect.anything() }) });
  });

  test('cannot take back what the record needs, and every fault is told with its place', async () => {
    const removed = ['Code', 'RAM', 'Nothing'];
    const part = { ...memoryModule('PC-1/1', 1), removed: ['Code', 'Capacity'] };

    await planRun(cmdb, [{ ...computer('PC-1', { RAM: '1' }, [part]), removed }]);

    const { body } = await cmdb.call<{ items: { faults: { path: string; message: string }[] }[] }>(
      'GET',
      '/quarantine',
    );
    expect(body.items[0]?.faults).toEqual([
      { path: 'removed[0]', message: 'Code has a value in the same record' },
      { path: 'removed[1]', message: 'RAM has a value in the same record' },
      { path: 'parts[0].removed[0]', message: 'Code has a value in the same record' },
      { path: 'parts[0].removed[1]', message: 'Capacity has a value in the same record' },
    ]);
  });
});

test('what an inventory said stays known when a person says otherwise', async () => {
  await says('ocs', { RAM: '4096' });
  const [card] = await cmdb.query<{ id: string }>(`SELECT id FROM card WHERE code = 'PC-1'`);

  await cmdb.edit({ update: [{ id: card?.id ?? '', attributes: { RAM: 16384 } }] });

  expect(await told('RAM')).toEqual({ value: 16384, source: 'person', beside: ['ocs 4096'] });
});
