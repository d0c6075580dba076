import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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
  type StepBody,
  startRun,
} from '../../../../tests/cmdb/runs.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import type { AppliedWork, CardWork } from '../cards/card-work.ts';
import { CardWriter } from '../cards/card-writer.ts';
import type { ChangeContext } from '../changes/attestation.ts';
import { ChangesService } from '../changes/changes.service.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import type { Tx } from '../platform/database/database.ts';
import type { Caller } from '../platform/permissions.ts';
import { ApplyRunService } from './apply-run.service.ts';
import { tryOccupyRun } from './runs.repository.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(() => cmdb.clear());
afterAll(() => cmdb.stop());

const caller: Caller = {
  accountId: '00000000-0000-7000-8000-000000000000',
  username: 'connector',
  displayName: 'Connector',
  roles: ['connector'],
  permissions: ['read', 'reconcile'],
  means: 'token',
  requestId: 'test',
};

function apply(runId: string) {
  return cmdb.call<RunBody & { current?: unknown }>('POST', `/runs/${runId}/apply`);
}

const estate = ['PC-1', 'PC-2', 'PC-3', 'PC-4', 'PC-5'].map((code) =>
  computer(code, { RAM: '4096' }, [memoryModule(`${code}/1`, 2048), memoryModule(`${code}/2`, 2048)]),
);

/** Loses the connections that apply the run in the middle of its second piece of work, and waits until they are gone. */
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

describe('a run that is interrupted between its batches', () => {
  async function interrupt(): Promise<RunBody> {
    const planned = await planRun(cmdb, estate);
    const { nest, database } = cmdb.app;
    const writer = new DyingWriter(nest.get(CatalogueService), nest.get(ChangesService));
    await expect(new ApplyRunService(database, writer).applyRun(planned.id, caller, 2)).rejects.toThrow();
    return planned;
  }

  test('holds whole masters only, and goes on when applied again', async () => {
    const planned = await interrupt();
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1', 'PC-2']);
    expect(await listCodes(cmdb, 'Memory')).toEqual(['PC-1/1', 'PC-1/2', 'PC-2/1', 'PC-2/2']);

    const resumed = await apply(planned.id);

    expect(resumed.body).toMatchObject({ state: 'applied', counts: { create: 15, failed: 0 } });
    expect(await countRows(cmdb)).toMatchObject({ card: 15, card_history: 0, relation: 10 });
    const again = await makeRun(cmdb, estate);
    expect(again.counts).toMatchObject({ create: 0, update: 0, retire: 0, unchanged: 15 });
  });

  test('is made good by the next run as well', async () => {
    const planned = await interrupt();

    const next = await makeRun(cmdb, estate);

    expect(next.counts).toMatchObject({ create: 9, unchanged: 6 });
    expect(await countRows(cmdb)).toMatchObject({ card: 15, relation: 10 });
    const abandoned = await cmdb.call<RunBody>('GET', `/runs/${planned.id}`);
    expect(abandoned.body.state).toBe('abandoned');
    expect((await apply(planned.id)).status).toBe(409);
  });
});

describe('a plan whose base has moved', () => {
  test('is refused until it is made again', async () => {
    await makeRun(cmdb, estate);
    const changed = estate.map((record) => ({
      ...record,
      attributes: { ...record.attributes, RAM: '8192' },
    }));
    const planned = await planRun(cmdb, changed);
    await cmdb.edit({ update: [{ id: await idOf(cmdb, 'PC-3'), attributes: { Notes: 'by the window' } }] });
    const before = await countRows(cmdb);

    const refused = await apply(planned.id);

    expect(refused).toMatchObject({ status: 409, body: { current: [{ class: 'Computer', key: 'PC-3' }] } });
    expect(await countRows(cmdb)).toEqual(before);
    await cmdb.call('POST', `/runs/${planned.id}/plan`);
    expect((await apply(planned.id)).body).toMatchObject({ state: 'applied', counts: { update: 5 } });
  });

  test('is refused when somebody made a card with a key it wants to create', async () => {
    const planned = await planRun(cmdb, estate);
    await cmdb.edit({ create: [{ class: 'Computer', attributes: { Code: 'PC-3' } }] });

    expect((await apply(planned.id)).status).toBe(409);
  });
});

describe('a master that cannot be written', () => {
  test('falls out of its batch and is reported', async () => {
    await cmdb.query(`ALTER TABLE card ADD CONSTRAINT no_pc_3 CHECK (code IS DISTINCT FROM 'PC-3/2')`);

    const applied = await makeRun(cmdb, estate);

    await cmdb.query('ALTER TABLE card DROP CONSTRAINT no_pc_3');
    expect(applied).toMatchObject({ state: 'applied', counts: { failed: 3 } });
    expect(applied.notes).toContain('3 changes could not be written');
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1', 'PC-2', 'PC-4', 'PC-5']);
    const steps = await cmdb.call<{ items: StepBody[] }>('GET', `/runs/${applied.id}/changes?state=failed`);
    expect(steps.body.items.map((step) => step.key)).toEqual(['PC-3', 'PC-3/1', 'PC-3/2']);
    expect(steps.body.items[0]?.fault).toBe('The database refused it');
  });
});

describe('a run that is being applied', () => {
  /** Holds a run as whoever applies it does. */
  function occupy(runId: string, meanwhile: () => Promise<void>): Promise<void> {
    return cmdb.app.database.transaction(async (tx) => {
      expect(await tryOccupyRun(tx, runId)).toBe(true);
      await meanwhile();
    });
  }

  test('keeps its source from starting another, and others from applying it', async () => {
    const planned = await planRun(cmdb, estate);

    await occupy(planned.id, async () => {
      const start = { mode: 'full', mapping: computerMapping };
      expect((await cmdb.call('POST', '/sources/ocs/runs', start)).status).toBe(409);
      expect((await apply(planned.id)).status).toBe(409);
      expect((await cmdb.call('POST', `/runs/${planned.id}/plan`)).status).toBe(409);
    });
  });

  test('is waited for, a little, by the next run of its source', async () => {
    const planned = await planRun(cmdb, estate);
    let next: Promise<RunBody> | undefined;

    await occupy(planned.id, async () => {
      next = startRun(cmdb);
      await setTimeout(300);
    });

    expect((await next)?.state).toBe('open');
  });
});
