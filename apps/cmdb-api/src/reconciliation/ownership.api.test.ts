import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  computer,
  countRows,
  idOf,
  listCodes,
  makeRun,
  memoryModule,
  readPlan,
  software,
} from '../../../../tests/cmdb/runs.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(() => cmdb.clear());
afterAll(() => cmdb.stop());

const estate = ['PC-1', 'PC-2', 'PC-3'].map((code) =>
  computer(code, { RAM: '4096' }, [memoryModule(`${code}/1`, 2048), memoryModule(`${code}/2`, 2048)]),
);

describe('what people own', () => {
  test('survives every run', async () => {
    await makeRun(cmdb, estate);
    await cmdb.edit({
      create: [
        { class: 'Building', attributes: { Code: 'B' } },
        { class: 'Room', attributes: { Code: 'B-214' } },
      ],
    });
    const pc1 = await idOf(cmdb, 'PC-1');
    const room = await idOf(cmdb, 'B-214');
    await cmdb.edit({
      update: [{ id: pc1, attributes: { Notes: 'by the window', Room: room, RAM: 16384 } }],
    });

    const grown = [computer('PC-1', { RAM: '8192' }, [memoryModule('PC-1/1', 8192)])];
    const applied = await makeRun(cmdb, [...grown, ...estate.slice(1)]);

    expect(await readPlan(cmdb, applied.id)).toEqual([
      'keep Computer PC-1 RAM 16384 → 8192',
      'update Memory PC-1/1 Capacity 2048 → 8192',
      'retire Memory PC-1/2',
    ]);
    const [card] = await cmdb.query('SELECT attributes FROM card WHERE id = $1', [pc1]);
    expect(card).toMatchObject({ attributes: { Notes: 'by the window', RAM: 16384 } });
    const rooms = await cmdb.query('SELECT 1 FROM relation WHERE target_id = $1 AND source_id = $2', [
      pc1,
      room,
    ]);
    expect(rooms).toHaveLength(1);
    const losing = await cmdb.query('SELECT source, value FROM losing_value WHERE card_id = $1', [pc1]);
    expect(losing).toEqual([{ source: 'ocs', value: 8192 }]);
    const before = await countRows(cmdb);
    await makeRun(cmdb, [...grown, ...estate.slice(1)]);
    expect(await countRows(cmdb)).toEqual(before);
  });

  test('includes parts they added and masters they made', async () => {
    await makeRun(cmdb, estate);
    await cmdb.edit({
      create: [
        { class: 'Computer', attributes: { Code: 'BY-HAND' } },
        { class: 'Memory', attributes: { Code: 'ADDED', Computer: await idOf(cmdb, 'PC-1') } },
      ],
    });

    const applied = await makeRun(cmdb, estate);

    expect(applied.counts).toMatchObject({ retire: 0, unchanged: 9 });
  });
});

describe('shared parts', () => {
  test('are one card, unrelated while others use it and retired with the last', async () => {
    const [one, two] = [
      computer('PC-1', {}, [software('Writer', '7')]),
      computer('PC-2', {}, [software('Writer', '7')]),
    ];
    const first = await makeRun(cmdb, [one, two]);
    expect(first.counts).toMatchObject({ create: 3, relate: 2 });

    const second = await makeRun(cmdb, [computer('PC-1'), two]);

    expect(await readPlan(cmdb, second.id)).toEqual(['unrelate Software Writer']);
    expect(await listCodes(cmdb, 'Software')).toEqual(['Writer']);
    const third = await makeRun(cmdb, [computer('PC-1'), computer('PC-2', {}, [software('Writer', '8')])]);
    expect(await readPlan(cmdb, third.id)).toEqual([
      'create Software Writer',
      'relate Software Writer',
      'unrelate Software Writer',
      'retire Software Writer',
    ]);
    const left = await cmdb.query(
      `SELECT attributes ->> 'Version' AS version FROM card WHERE code = 'Writer'`,
    );
    expect(left).toEqual([{ version: '8' }]);
  });

  test('that something else uses are kept', async () => {
    await makeRun(cmdb, [computer('PC-1', {}, [software('Writer', '7')])]);
    await cmdb.edit({ create: [{ class: 'Computer', attributes: { Code: 'BY-HAND' } }] });
    const relate = [
      { domain: 'ComputerSoftware', source: await idOf(cmdb, 'BY-HAND'), target: await idOf(cmdb, 'Writer') },
    ];
    await cmdb.edit({ relate });

    const applied = await makeRun(cmdb, [computer('PC-1')]);

    expect(applied.counts).toMatchObject({ unrelate: 1, retire: 0 });
    expect(await listCodes(cmdb, 'Software')).toEqual(['Writer']);
  });
});
