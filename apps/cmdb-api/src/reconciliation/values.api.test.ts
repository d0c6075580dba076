import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { computer, countRows, idOf, makeRun, type RunBody, readPlan } from '../../../../tests/cmdb/runs.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(() => cmdb.clear());
afterAll(() => cmdb.stop());

const placed = {
  version: '1',
  classes: [
    {
      name: 'Computer',
      attributes: ['Code', 'Room', 'Status', 'RAM', 'LastInventoryAt', 'IPAddress'],
      master: true,
    },
  ],
};

async function roomsOf(code: string): Promise<string[]> {
  const rows = await cmdb.query<{ code: string }>(
    `SELECT room.code FROM relation JOIN domain ON domain.id = relation.domain_id AND domain.name = 'RoomItems'
     JOIN card AS room ON room.id = relation.source_id JOIN card AS item ON item.id = relation.target_id
     WHERE item.code = $1`,
    [code],
  );
  return rows.map((row) => row.code);
}

/** Makes a run twice; the second one must find nothing to do. */
async function makeSettledRun(...given: Parameters<typeof makeRun>): Promise<RunBody> {
  const run = await makeRun(...given);
  const before = await countRows(cmdb);
  const again = await makeRun(...given);
  expect(again.counts).toMatchObject({ create: 0, update: 0, retire: 0, relate: 0, unrelate: 0, failed: 0 });
  expect(await countRows(cmdb)).toEqual(before);
  return run;
}

describe('values as a source writes them', () => {
  test('are compared by the type of their attribute', async () => {
    const written = {
      RAM: '4096',
      Status: 'In stock',
      LastInventoryAt: '2026-11-23T09:00:00+01:00',
      IPAddress: '10.0.4.21',
    };

    await makeSettledRun(cmdb, [computer('PC-1', written)], { mapping: placed });

    const [card] = await cmdb.query('SELECT attributes FROM card');
    expect(card).toEqual({
      attributes: {
        RAM: 4096,
        Status: 'in-stock',
        LastInventoryAt: '2026-11-23T08:00:00.000Z',
        IPAddress: '10.0.4.21',
      },
    });
  });

  test('refer to cards by Code or Description, and move with them', async () => {
    await cmdb.edit({
      create: [
        { class: 'Room', attributes: { Code: 'B-214', Description: 'Laboratory' } },
        { class: 'Room', attributes: { Code: 'B-215', Description: 'Office' } },
      ],
    });
    await makeSettledRun(cmdb, [computer('PC-1', { Room: 'B-214' })], { mapping: placed });
    expect(await roomsOf('PC-1')).toEqual(['B-214']);

    await makeSettledRun(cmdb, [computer('PC-1', { Room: 'Office' })], { mapping: placed });

    expect(await roomsOf('PC-1')).toEqual(['B-215']);
    await makeSettledRun(cmdb, [computer('PC-1', { Room: '' })], { mapping: placed });
    expect(await roomsOf('PC-1')).toEqual([]);
  });

  test('do not overrule the room that a person chose', async () => {
    await cmdb.edit({
      create: [
        { class: 'Room', attributes: { Code: 'B-214' } },
        { class: 'Room', attributes: { Code: 'B-215' } },
      ],
    });
    await makeRun(cmdb, [computer('PC-1', { Room: 'B-214' })], { mapping: placed });
    await cmdb.edit({
      update: [{ id: await idOf(cmdb, 'PC-1'), attributes: { Room: await idOf(cmdb, 'B-215') } }],
    });

    const run = await makeSettledRun(cmdb, [computer('PC-1', { Room: 'B-214' })], { mapping: placed });

    expect(run.counts).toMatchObject({ update: 0, keep: 1 });
    expect(await roomsOf('PC-1')).toEqual(['B-215']);
  });

  test('that mean no one card keep their record for a person', async () => {
    const run = await makeRun(cmdb, [computer('PC-1', { Room: 'nowhere' })], { mapping: placed });

    expect(run.counts).toMatchObject({ create: 0, quarantine: 1 });
  });
});

test('two sources that disagree do not overturn each other every night', async () => {
  const mapping = { version: '1', classes: [{ name: 'Computer', attributes: ['RAM'], master: true }] };
  const says = (source: string, ram: string) =>
    makeRun(cmdb, [computer('PC-1', { RAM: ram })], { source, mapping });
  await says('ocs', '4096');
  await says('snmp', '4000');
  const before = await countRows(cmdb);

  const ocs = await says('ocs', '4096');
  await says('snmp', '4000');

  expect(ocs.counts).toMatchObject({ update: 0, keep: 1 });
  expect(await countRows(cmdb)).toEqual(before);
  expect((await says('ocs', '8192')).counts).toMatchObject({ update: 1 });
});

test('a master may be known by an attribute other than Code', async () => {
  const monitor = (size: string) => ({
    class: 'Monitor',
    key: { SerialNumber: 'M-77' },
    attributes: { SerialNumber: 'M-77', Caption: size },
  });
  const mapping = {
    version: '1',
    classes: [{ name: 'Monitor', attributes: ['SerialNumber', 'Caption'], master: true }],
  };
  await makeSettledRun(cmdb, [monitor('19"')], { mapping });

  const run = await makeSettledRun(cmdb, [monitor('21"')], { mapping });

  expect(await readPlan(cmdb, run.id)).toEqual(['update Monitor M-77 Caption 19" → 21"']);
  const other = { ...monitor('24"'), key: { SerialNumber: 'M-78' }, attributes: { SerialNumber: 'M-78' } };
  const next = await makeRun(cmdb, [other], { mapping });
  expect(await readPlan(cmdb, next.id)).toEqual(['create Monitor M-78', 'retire Monitor M-77']);
});

test('a master may stand at the target of a domain', async () => {
  const mapping = {
    version: '1',
    classes: [
      { name: 'Printer', attributes: ['Code', 'Driver'], master: true },
      { name: 'Computer', attributes: ['Code', 'OS'], master: false, domain: 'ComputerPrinters' },
    ],
  };
  const printer = (...codes: string[]) => ({
    class: 'Printer',
    key: { Code: 'PR-1' },
    attributes: { Code: 'PR-1' },
    parts: codes.map((code) => ({
      domain: 'ComputerPrinters',
      direction: 'inverted',
      class: 'Computer',
      identify: ['Code'],
      shared: true,
      attributes: { Code: code },
    })),
  });
  await makeSettledRun(cmdb, [printer('PC-1', 'PC-2')], { mapping });

  const run = await makeSettledRun(cmdb, [printer('PC-2')], { mapping });

  expect(await readPlan(cmdb, run.id)).toEqual(['unrelate Computer PC-1', 'retire Computer PC-1']);
});
