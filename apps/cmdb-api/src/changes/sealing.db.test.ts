import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ana, applyWork } from '../../../../tests/cmdb/card-work.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import type { AppliedWork } from '../cards/card-work.ts';
import { CardWriter } from '../cards/card-writer.ts';
import { hashSeal } from './seal.ts';
import { SealingService } from './sealing.service.ts';
import { listSealsAfter } from './seals.read-model.ts';

let cmdb: TestCmdb;
let codes = 0;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  await sealAll();
});
afterAll(() => cmdb.stop());

function createRoom() {
  codes += 1;
  return { create: [{ class: 'Room', attributes: { Code: `S-${codes}` } }] };
}

async function change(): Promise<string> {
  return (await applyWork(cmdb, createRoom())).changeId ?? '';
}

/** Other tests' transactions on the same server can hold it up for a moment. */
function sealAll(): Promise<void> {
  return vi.waitFor(async () => {
    await seal();
    expect(await listWaiting()).toEqual([]);
  }, 20_000);
}

function seal(): Promise<number> {
  return cmdb.app.nest.get(SealingService).sealSettled();
}

async function listWaiting(): Promise<string[]> {
  const rows = await cmdb.query<{ id: string }>('SELECT change_id AS id FROM unsealed_change');
  return rows.map(({ id }) => id);
}

async function listSealed(ids: readonly string[]): Promise<string[]> {
  const rows = await cmdb.query<{ id: string }>(
    'SELECT change_id AS id FROM sealed_change WHERE change_id = ANY ($1) ORDER BY position',
    [ids],
  );
  return rows.map(({ id }) => id);
}

/** Makes a change in a transaction that stays open until it is let go. */
async function beginChange(): Promise<{ id: string; commit(): Promise<void> }> {
  const made = Promise.withResolvers<AppliedWork>();
  const gate = Promise.withResolvers<void>();
  const done = cmdb.app.database.transaction(async (tx) => {
    made.resolve(await cmdb.app.nest.get(CardWriter).apply(tx, ana, createRoom()));
    await gate.promise;
  });
  const { changeId } = await made.promise;
  return {
    id: changeId ?? '',
    commit: () => {
      gate.resolve();
      return done;
    },
  };
}

describe('sealing', () => {
  test('chains seals without a gap, over all changes', async () => {
    for (let index = 0; index < 3; index += 1) {
      await change();
      await sealAll();
    }

    const seals = await listSealsAfter(cmdb.app.database.single, 0, 1_000);
    expect(seals.length).toBeGreaterThanOrEqual(4);
    for (const [index, made] of seals.entries()) {
      const before = seals[index - 1];
      expect(made.id).toBe(index + 1);
      expect(made.total).toBe((before?.total ?? 0) + made.count);
      expect(made.prevHash).toEqual(before?.hash ?? Buffer.alloc(32));
      expect(hashSeal(made)).toEqual(made.hash);
    }
    const [{ changes } = { changes: 0 }] = await cmdb.query<{ changes: number }>(
      'SELECT count(*)::integer AS changes FROM change',
    );
    expect(seals.at(-1)?.total).toBe(changes);
  });

  test('waits for an older transaction, and then seals in the order of time', async () => {
    const slow = await beginChange();
    const quick = await change();

    await seal();
    expect(await listSealed([slow.id, quick])).toEqual([]);

    await slow.commit();
    await sealAll();
    expect(await listSealed([slow.id, quick])).toEqual([slow.id, quick]);
  });

  test('seals what came before a transaction that still runs', async () => {
    const before = await change();
    const slow = await beginChange();

    await vi.waitFor(async () => {
      await seal();
      expect(await listSealed([before])).toEqual([before]);
    }, 20_000);

    await slow.commit();
    await sealAll();
  });

  test('never gives a change a place before one that was given already, whatever the order of commits', async () => {
    const seen: string[] = [];
    const look = async () => {
      await seal();
      const rows = await cmdb.query<{ id: string }>(
        'SELECT change_id AS id FROM sealed_change ORDER BY position',
      );
      const ids = rows.map(({ id }) => id);
      expect(ids.slice(0, seen.length)).toEqual(seen);
      seen.splice(0, seen.length, ...ids);
    };
    const [first, second, third] = [await beginChange(), await beginChange(), await beginChange()];
    for (const open of [third, first, second]) {
      await look();
      await change();
      await open.commit();
    }
    await sealAll();
    await look();

    const [{ changes } = { changes: 0 }] = await cmdb.query<{ changes: number }>(
      'SELECT count(*)::integer AS changes FROM change',
    );
    expect(seen).toHaveLength(changes);
  });

  test('is done by one process at a time, and holds no writer up', async () => {
    const gate = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const other = cmdb.app.database.transaction(async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(${0x7365616c})`);
      locked.resolve();
      await gate.promise;
    });
    await locked.promise;

    const id = await change();
    expect(await seal()).toBe(0);
    expect(await listWaiting()).toEqual([id]);
    gate.resolve();
    await other;
    await sealAll();
  });

  test('takes the transaction numbers of another server, from before a restore, as ended', async () => {
    const id = await change();
    await cmdb.query("UPDATE unsealed_change SET xid = '4000000000000' WHERE change_id = $1", [id]);

    await sealAll();

    expect(await listSealed([id])).toEqual([id]);
  });
});
