import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addGuests, guest, guestsMapping } from '../../../../tests/cmdb/guests.ts';
import {
  computer,
  computerMapping,
  countRows,
  idOf,
  listCodes,
  makeRun,
  memoryModule,
  planRun,
  type RunBody,
  type RunOptions,
  readPlan,
  type StepBody,
  software,
  type TestRecord,
} from '../../../../tests/cmdb/runs.ts';
import { readState } from '../../../../tests/cmdb/state.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
  await addGuests(cmdb);
});
beforeEach(async () => {
  await cmdb.clear();
  for (const source of ['ocs', 'snmp', 'scan']) {
    await cmdb.call('PUT', `/sources/${source}`, {
      policy: { breaker: [{ action: 'unrelate', number: 0 }] },
    });
  }
});
afterAll(() => cmdb.stop());

const mapping = { version: '1', classes: [...computerMapping.classes, guestsMapping] };

const writer = software('Writer', '1');
const pc = (...parts: object[]) => [computer('PC-1', {}, parts)];

function says(source: string, records: readonly TestRecord[], more: RunOptions = {}): Promise<RunBody> {
  return makeRun(cmdb, records, { source, mapping, ...more });
}

/** The relations that stand, each with its id, by whom it goes, and who else says it. */
async function readRelations() {
  return cmdb.query<{ id: string; pair: string; by: string; also: string[] }>(
    `SELECT relation.id, concat_ws(' ', near.code, far.code) AS pair, relation.provenance ->> 'source' AS by,
       array(SELECT word.source FROM relation_word AS word WHERE word.domain_id = relation.domain_id
         AND word.source_id = relation.source_id AND word.target_id = relation.target_id
         AND word.taken_back_by IS NULL AND word.source <> relation.provenance ->> 'source' ORDER BY 1) AS also
     FROM relation JOIN card AS near ON near.id = relation.source_id JOIN card AS far ON far.id = relation.target_id
     ORDER BY pair`,
  );
}

async function undo(run: RunBody): Promise<Record<string, number>> {
  const { body } = await cmdb.call<{ counts: Record<string, number> }>('POST', `/runs/${run.id}/undo`, {
    reason: 'test',
  });
  return body.counts;
}

/** The first run writes nothing when it comes again. */
async function comesAgain(again: () => Promise<RunBody>): Promise<void> {
  const before = [await countRows(cmdb), await readState(cmdb)];
  const { counts } = await again();
  expect(counts).toMatchObject({ create: 0, update: 0, retire: 0, relate: 0, unrelate: 0, handover: 0 });
  expect([await countRows(cmdb), await readState(cmdb)]).toEqual(before);
}

describe('a relation that its source does not report any more, and others do', () => {
  test('stays, and goes by the first of them', async () => {
    await says('ocs', pc(writer));
    await says('snmp', pc(writer));
    await says('scan', pc(writer));
    const [before] = await readRelations();
    const state = await readState(cmdb);
    const rows = await countRows(cmdb);

    const run = await says('ocs', pc());

    expect(run).toMatchObject({ state: 'applied', held: 0, counts: { handover: 1, unrelate: 0, retire: 0 } });
    expect(await readPlan(cmdb, run.id)).toEqual([
      'handover Software Writer',
      'update Software Writer Code Writer → Writer Version 1 → 1',
    ]);
    const { body } = await cmdb.call<{ items: StepBody[] }>('GET', `/runs/${run.id}/changes?action=handover`);
    expect(body.items[0]?.reason).toBe('The source no longer reports it here, snmp does');
    expect(await readRelations()).toEqual([{ ...before, by: 'snmp', also: ['scan'] }]);
    expect(await countRows(cmdb)).toMatchObject({
      ...rows,
      relation_history: (rows.relation_history ?? 0) + 1,
      card_history: (rows.card_history ?? 0) + 1,
      change: (rows.change ?? 0) + 1,
    });
    await comesAgain(() => says('ocs', pc()));
    expect(await undo(run)).toMatchObject({ handedBack: 1, related: 0, left: 0 });
    expect(await readRelations()).toEqual([before]);
    expect(await readState(cmdb)).toEqual(state);
  });

  test('is told with the record that it follows from', async () => {
    await says('ocs', pc(writer));
    await says('snmp', pc(writer));

    const run = await says('ocs', pc());

    const { body } = await cmdb.call<{ items: { steps: object[] }[] }>('GET', `/runs/${run.id}/records`);
    expect(body.items[0]?.steps).toMatchObject([
      { action: 'handover', ofParts: true, state: 'applied', count: 1 },
    ]);
  });

  test('ends, and a shared card with it, with the last of them', async () => {
    await says('ocs', pc(writer));
    await says('snmp', pc(writer));
    await says('ocs', pc());
    await cmdb.call('PUT', '/sources/snmp', { policy: { breaker: [] } });

    const run = await says('snmp', pc());

    expect(await readPlan(cmdb, run.id)).toEqual(['unrelate Software Writer', 'retire Software Writer']);
    expect(await readRelations()).toEqual([]);
    await undo(run);
    expect(await readRelations()).toMatchObject([{ by: 'snmp', also: [] }]);
  });

  test('goes back to who had it once the other one does not say it any more', async () => {
    await says('ocs', pc(writer));
    await says('snmp', pc(writer));
    const [before] = await readRelations();
    await says('ocs', pc());
    await says('ocs', pc(writer));

    await says('snmp', pc());

    expect(await readRelations()).toEqual([{ ...before, by: 'ocs', also: [] }]);
  });

  test('is that of a card which masters only refer to as well', async () => {
    const uuid = '4c4c4544-0054-5110-8038-b4c04f584e32';
    const vm = { ...computer('VM-1'), evidence: { uuid } };
    const host = computer('HV-1', {}, [guest(uuid)]);
    await says('ocs', [vm, host]);
    await says('snmp', [vm, host]);
    const [before] = await readRelations();

    const run = await says('ocs', [vm, computer('HV-1')]);

    expect(await readPlan(cmdb, run.id)).toEqual(['handover Computer VM-1']);
    expect(await readRelations()).toEqual([{ ...before, by: 'snmp', also: [] }]);
    await undo(run);
    expect(await readRelations()).toEqual([before]);
  });

  test('is not written where the other one has taken its word back since the plan was made', async () => {
    await says('ocs', pc(writer));
    await says('snmp', pc(writer));
    const planned = await planRun(cmdb, pc(), { mapping });
    await says('snmp', pc());

    const { body } = await cmdb.call<RunBody>('POST', `/runs/${planned.id}/apply`);

    expect(body.counts.failed).toBe(1);
    expect(await readRelations()).toMatchObject([{ by: 'ocs', also: [] }]);
    const again = await planRun(cmdb, pc(), { mapping });
    expect(await readPlan(cmdb, again.id)).toEqual(['unrelate Software Writer', 'retire Software Writer']);
  });
});

describe('a shared card that a source reports nowhere any more', () => {
  test('is as if the source had never spoken of it, once others do', async () => {
    await says('ocs', pc(writer));
    await says('snmp', pc(writer));

    await says('ocs', pc());

    const said = `SELECT DISTINCT value ->> 'source' AS source FROM card, jsonb_each(card.provenance) WHERE code = 'Writer'
        UNION SELECT source_card.source FROM source_card JOIN card ON card.id = source_card.card_id WHERE card.code = 'Writer'
        UNION SELECT losing_value.source FROM losing_value JOIN card ON card.id = losing_value.card_id WHERE card.code = 'Writer'`;
    expect(await cmdb.query(said)).toEqual([{ source: 'snmp' }]);
  });

  test('stays what it is as long as the source reports it for another machine', async () => {
    const both = [...pc(writer), computer('PC-2', {}, [writer])];
    await says('ocs', both);
    await says('snmp', pc(writer));

    const run = await says('ocs', [...pc(), computer('PC-2', {}, [writer])]);

    expect(await readPlan(cmdb, run.id)).toEqual(['handover Software Writer']);
  });

  test('keeps what nobody else says of it', async () => {
    const title = { ...writer, identify: ['Code'] };
    await says('ocs', pc(title));
    await says('snmp', pc({ ...title, attributes: { Code: 'Writer' } }));

    const run = await says('ocs', pc());

    expect(await readPlan(cmdb, run.id)).toEqual([
      'handover Software Writer',
      'update Software Writer Code Writer → Writer',
    ]);
  });
});

describe('a part of which its source says nothing any more, and others do', () => {
  const memory = memoryModule('PC-1/1', 2048);
  const other = { ...memory, attributes: { Code: 'PC-1/1', Capacity: '1024' } };

  test('stays the card that it is, with what they say of it', async () => {
    await says('ocs', pc(memory));
    await says('snmp', pc(other));
    await says('ocs', pc(memory));
    const [before] = await readRelations();
    const [id, state] = [await idOf(cmdb, 'PC-1/1'), await readState(cmdb)];

    const run = await says('ocs', pc());

    expect(run.counts).toMatchObject({ handover: 1, retire: 0, failed: 0 });
    expect(await readRelations()).toEqual([{ ...before, by: 'snmp', also: [] }]);
    expect(await idOf(cmdb, 'PC-1/1')).toBe(id);
    const said = `SELECT attributes -> 'Capacity' AS capacity,
        array(SELECT DISTINCT value ->> 'source' FROM jsonb_each(provenance)) AS by FROM card WHERE code = 'PC-1/1'`;
    expect(await cmdb.query(said)).toEqual([{ capacity: 1024, by: ['snmp'] }]);
    expect(await cmdb.query(`SELECT 1 FROM losing_value WHERE card_id = '${id}'`)).toEqual([]);
    await comesAgain(() => says('ocs', pc()));
    await undo(run);
    expect(await readState(cmdb)).toEqual(state);
  });

  test('retires with the last of them', async () => {
    await says('ocs', pc(memory));
    await says('snmp', pc(other));
    await says('ocs', pc());
    const state = await readState(cmdb);

    const run = await says('snmp', pc());

    expect(await readPlan(cmdb, run.id)).toEqual(['retire Memory PC-1/1']);
    expect(await listCodes(cmdb, 'Memory')).toEqual([]);
    await undo(run);
    expect(await readState(cmdb)).toEqual(state);
  });

  test('is as if it had never spoken of it where it goes by another', async () => {
    await says('ocs', pc(memory));
    const before = await readState(cmdb);
    await says('snmp', pc(other));

    await says('snmp', pc());

    const known = (state: string[]) => state.filter((item) => !item.startsWith('known'));
    expect(known(await readState(cmdb)).filter((item) => item.includes('PC-1/1'))).toEqual(
      known(before).filter((item) => item.includes('PC-1/1')),
    );
    expect(await readRelations()).toMatchObject([{ by: 'ocs', also: [] }]);
  });
});

describe('a master that its source does not mention any more, and that others report', () => {
  const records = (...parts: object[]) => [computer('PC-1', {}, parts), computer('PC-2')];

  test('is left to them with what they say of it', async () => {
    await says('ocs', records(writer, software('Calc', '1'), memoryModule('PC-1/1', 2048)));
    await says('snmp', records(writer));
    const before = await readRelations();
    const state = await readState(cmdb);
    await cmdb.call('PUT', '/sources/ocs', { policy: { breaker: [] } });

    const run = await says('ocs', [computer('PC-2')]);

    expect(await readPlan(cmdb, run.id)).toEqual([
      'retire Memory PC-1/1',
      'handover Software Writer',
      'unrelate Software Calc',
      'retire Software Calc',
      'update Software Writer Code Writer → Writer Version 1 → 1',
    ]);
    expect(run.notes).toContain('Not retired, since another source still reports it: PC-1');
    const [, , kept] = before;
    expect(await readRelations()).toEqual([{ ...kept, by: 'snmp', also: [] }]);
    await undo(run);
    expect(await readState(cmdb)).toEqual(state);
    await says('ocs', [computer('PC-2')]);
    const rows = await countRows(cmdb);
    await says('ocs', [computer('PC-2')]);
    expect(await countRows(cmdb)).toEqual(rows);
  });

  test('has the words of a source that did not create it taken back', async () => {
    await says('snmp', records(writer));
    await says('ocs', records(writer));

    const run = await says('ocs', [computer('PC-2')]);

    expect(await readPlan(cmdb, run.id)).toEqual(['keep Software Writer', 'keep Software Writer']);
    expect(await readRelations()).toMatchObject([{ by: 'snmp', also: [] }]);
  });

  test('keeps them as long as the policy would not let it retire', async () => {
    await says('ocs', records(writer));
    await says('snmp', records(writer));
    const vanished = [{ class: 'Computer', action: 'retire', missedRuns: 2 }];
    await cmdb.call('PUT', '/sources/ocs', { policy: { breaker: [], vanished } });

    const once = await says('ocs', [computer('PC-2')]);
    const twice = await says('ocs', [computer('PC-2')]);

    expect([once.counts.handover, twice.counts.handover]).toEqual([0, 1]);
  });

  test('keeps them where so many are missing that they would not be retired at once', async () => {
    await says('ocs', records(writer));
    await says('snmp', records(writer));
    await cmdb.call('PUT', '/sources/ocs', { policy: { breaker: [{ action: 'retire', number: 0 }] } });

    const run = await says('ocs', [computer('PC-2')]);

    expect(run.counts.handover).toBe(0);
    expect(run.notes).toContain(
      'Nothing that the source said is taken back, since so many are not mentioned: PC-1',
    );
  });
});
