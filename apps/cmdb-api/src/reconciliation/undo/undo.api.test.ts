import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  computer,
  countRows,
  idOf,
  listCodes,
  makeRun,
  memoryModule,
  type RunBody,
  software,
} from '../../../../../tests/cmdb/runs.ts';
import { readState } from '../../../../../tests/cmdb/state.ts';
import { startTestCmdb, type TestCmdb } from '../../../../../tests/cmdb/test-cmdb.ts';
import type { AppliedWork, CardWork } from '../../cards/card-work.ts';
import { CardWriter } from '../../cards/card-writer.ts';
import type { ChangeContext } from '../../changes/attestation.ts';
import { ChangesService } from '../../changes/changes.service.ts';
import { CatalogueService } from '../../classes/catalogue.service.ts';
import type { Tx } from '../../platform/database/database.ts';
import type { Caller } from '../../platform/permissions.ts';
import { ApplyRunService } from '../apply-run.service.ts';
import { UndoRunService } from './undo-run.service.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(async () => {
  await cmdb.clear();
  await cmdb.call('PUT', '/sources/ocs', { policy: {} });
});
afterAll(() => cmdb.stop());

const caller: Caller = {
  accountId: '00000000-0000-7000-8000-000000000000',
  username: 'ana',
  displayName: 'Ana',
  roles: [],
  permissions: ['administer'],
  means: 'token',
  requestId: 'test',
};

interface UndoBody {
  id: string | null;
  finishedAt: string | null;
  counts: Record<string, number>;
  left: { key: string | null; attribute: string | null; reason: string }[];
}

function undo(runId: string, body: object = { reason: 'a mistake' }) {
  return cmdb.call<UndoBody>('POST', `/runs/${runId}/undo`, body);
}

const estate = ['PC-1', 'PC-2', 'PC-3'].map((code) =>
  computer(code, { RAM: '4096', OS: 'Debian' }, [memoryModule(`${code}/1`, 2048), software('Writer', '7')]),
);
/** One updated in all ways, one as it was, one gone, one new. */
const changed = [
  computer('PC-1', { RAM: '8192', OS: '' }, [memoryModule('PC-1/2', 8192), software('Writer', '8')]),
  ...estate.slice(1, 2),
  computer('PC-4', { RAM: '1' }, [memoryModule('PC-4/1', 1), software('Writer', '8')]),
];

describe('undoing a run', () => {
  test('gives back the state before it: values, relations, provenance, losers and what sources know', async () => {
    await makeRun(cmdb, [computer('PC-1', { RAM: '1' })], { source: 'snmp' });
    await makeRun(
      cmdb,
      estate.map((record) => ({ ...record, evidence: { serial: `S-${record.key.Code}` } })),
    );
    await cmdb.edit({ update: [{ id: await idOf(cmdb, 'PC-2'), attributes: { RAM: 5 } }] });
    const before = await readState(cmdb);
    const run = await makeRun(
      cmdb,
      changed.map((record) => ({ ...record, evidence: { uuid: `U-${record.key.Code}` } })),
    );
    expect(await readState(cmdb)).not.toEqual(before);

    const { status, body } = await undo(run.id);

    expect(status).toBe(200);
    expect(body.left).toEqual([]);
    expect(body.finishedAt).not.toBeNull();
    expect(await readState(cmdb)).toEqual(before);
  });

  test('of the first load leaves nothing', async () => {
    const before = await readState(cmdb);
    const run = await makeRun(cmdb, estate);

    const { body } = await undo(run.id);

    expect(body.counts).toMatchObject({ retired: 7, left: 0 });
    expect(await readState(cmdb)).toEqual(before);
  });

  test('is told beforehand, and writes nothing then', async () => {
    await makeRun(cmdb, estate);
    const run = await makeRun(cmdb, changed);
    const [rows, state] = [await countRows(cmdb), await readState(cmdb)];

    const preview = await undo(run.id, { dry: true });

    expect(await countRows(cmdb)).toEqual(rows);
    expect(await readState(cmdb)).toEqual(state);
    expect((await cmdb.call('GET', `/runs/${run.id}/undo`)).status).toBe(404);
    expect((await undo(run.id)).body.counts).toEqual(preview.body.counts);
  });

  test('twice changes nothing more', async () => {
    await makeRun(cmdb, estate);
    const run = await makeRun(cmdb, changed);
    const first = await undo(run.id);
    const rows = await countRows(cmdb);

    const second = await undo(run.id, { reason: 'again' });

    expect(second.body).toEqual(first.body);
    expect(await countRows(cmdb)).toEqual(rows);
  });

  test('is a set of changes of its own, each attested', async () => {
    await makeRun(cmdb, estate);
    const run = await makeRun(cmdb, changed);

    const { body } = await undo(run.id);

    const changes = await cmdb.query<{ id: string; reason: string; source: string }>(
      'SELECT id, reason, source FROM change WHERE run_id = $1',
      [body.id],
    );
    expect(changes).toMatchObject([{ reason: `undo of the run ${run.id}: a mistake`, source: 'person' }]);
    const { body: change } = await cmdb.call<{ intact: boolean }>('GET', `/changes/${changes[0]?.id}`);
    expect(change.intact).toBe(true);
    const { body: noted } = await cmdb.call<RunBody>('GET', `/runs/${run.id}`);
    expect(noted.notes).toContain('Undone by admin: a mistake');
  });

  test('is refused while the run is not at its end, and without a reason', async () => {
    const run = await makeRun(cmdb, estate);

    expect((await undo(run.id, {})).status).toBe(400);
    await cmdb.query(`UPDATE run SET state = 'waiting', finished_at = NULL WHERE id = $1`, [run.id]);
    expect((await undo(run.id)).status).toBe(409);
  });
});

describe('what was done since a run', () => {
  test('is kept when it is undone, attribute by attribute', async () => {
    await makeRun(cmdb, estate);
    const run = await makeRun(cmdb, changed);
    const id = await idOf(cmdb, 'PC-1');
    await cmdb.edit({ update: [{ id, attributes: { RAM: 16, Notes: 'by the window' } }] });

    const { body } = await undo(run.id);

    const [card] = await cmdb.query<{ attributes: object }>('SELECT attributes FROM card WHERE id = $1', [
      id,
    ]);
    expect(card?.attributes).toMatchObject({ RAM: 16, OS: 'Debian', Notes: 'by the window' });
    expect(body.left).toMatchObject([
      { key: 'PC-1', attribute: 'RAM', reason: expect.stringMatching(/^It was changed since by person at/) },
    ]);
  });

  test('keeps cards that people have worked on, or hung something on', async () => {
    await makeRun(cmdb, estate);
    const run = await makeRun(cmdb, changed);
    await cmdb.edit({ create: [{ class: 'Room', attributes: { Code: 'B-214' } }] });
    await cmdb.edit({
      update: [
        { id: await idOf(cmdb, 'PC-1/2'), attributes: { Notes: 'borrowed' } },
        { id: await idOf(cmdb, 'PC-4'), attributes: { Room: await idOf(cmdb, 'B-214') } },
      ],
    });

    const { body } = await undo(run.id);

    expect(await listCodes(cmdb, 'Memory')).toEqual(['PC-1/1', 'PC-1/2', 'PC-2/1', 'PC-3/1']);
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1', 'PC-2', 'PC-3', 'PC-4']);
    expect(body.left.map((each) => `${each.key}: ${each.reason}`)).toEqual(
      expect.arrayContaining([
        'PC-1/2: It was edited since it was created: it stays',
        'PC-4: It stays, since there is 1 of RoomItems',
      ]),
    );
  });

  test('keeps a relation that has taken the place of one that the run ended', async () => {
    const mapping = {
      version: '1',
      classes: [{ name: 'Computer', attributes: ['Code', 'Room'], master: true }],
    };
    const { created } = await cmdb.edit({
      create: ['A', 'B', 'C'].map((code) => ({ class: 'Room', attributes: { Code: code } })),
    });
    const at = (room: string) => [computer('PC-1', { Room: room })];
    await makeRun(cmdb, at('A'), { mapping });
    const run = await makeRun(cmdb, at('B'), { mapping });
    const state = await readState(cmdb);
    const moved = await undo(run.id);
    expect(moved.body.counts).toMatchObject({ related: 1, unrelated: 1 });
    expect(await readState(cmdb)).not.toEqual(state);

    const again = await makeRun(cmdb, at('B'), { mapping });
    await cmdb.edit({ update: [{ id: await idOf(cmdb, 'PC-1'), attributes: { Room: created[2] ?? '' } }] });
    const { body } = await undo(again.id);

    expect(body.left.map((each) => each.reason)).toEqual([
      'Its relation RoomItems has made way for another since',
    ]);
    const rooms = await cmdb.query('SELECT source_id FROM relation');
    expect(rooms).toEqual([{ source_id: created[2] }]);
  });
});

/** Loses its connections in the middle of its second piece of work, and waits until they are gone. */
class DyingWriter extends CardWriter {
  private works = 0;

  override async apply(tx: Tx, context: ChangeContext, work: CardWork): Promise<AppliedWork> {
    this.works += 1;
    const applied = await super.apply(tx, context, work);
    if (this.works === 2) {
      await cmdb.query(
        `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
         WHERE application_name = 'popis-cmdb-api' AND datname = current_database() AND state <> 'idle'`,
      );
    }
    return applied;
  }
}

test('an undo that is interrupted goes on when it is asked for again', async () => {
  await makeRun(cmdb, estate);
  const before = await readState(cmdb);
  const { body: run } = await cmdb.call<RunBody>('POST', '/sources/ocs/runs', {
    mode: 'full',
    mapping: {
      version: '2',
      classes: [{ name: 'Computer', attributes: ['Code', 'RAM'], master: true }],
    },
  });
  const records = estate.map((record, index) =>
    JSON.stringify({ seq: index + 1, ...computer(record.key.Code ?? '', { RAM: '9' }) }),
  );
  await cmdb.call('POST', `/runs/${run.id}/records`, `${records.join('\n')}\n`);
  await cmdb.call('POST', `/runs/${run.id}/close`, { read: 3, errors: 0, complete: true });
  await cmdb.call('POST', `/runs/${run.id}/plan`);
  const { nest, database } = cmdb.app;
  await new ApplyRunService(database, nest.get(CardWriter)).applyRun(run.id, caller, 1);
  const catalogues = nest.get(CatalogueService);
  const dying = new DyingWriter(catalogues, nest.get(ChangesService));

  await expect(
    new UndoRunService(database, catalogues, dying).undo(run.id, 'first', caller),
  ).rejects.toThrow();

  const half = await cmdb.call<UndoBody>('GET', `/runs/${run.id}/undo`);
  expect(half.body).toMatchObject({ finishedAt: null, counts: { updated: 1 } });
  const whole = await undo(run.id);
  expect(whole.body).toMatchObject({ counts: { updated: 3, left: 0 } });
  expect(await readState(cmdb)).toEqual(before);
});

test('a run says whether it was taken back', async () => {
  const run = await makeRun(cmdb, estate);
  const read = async () => (await cmdb.call<{ undone: string | null }>('GET', `/runs/${run.id}`)).body.undone;

  await undo(run.id, { dry: true });
  expect(await read()).toBeNull();
  await undo(run.id);
  expect(await read()).toBe('done');
  await cmdb.query(`UPDATE run_undo SET finished_at = NULL WHERE run_id = '${run.id}'`);
  expect(await read()).toBe('begun');
});
