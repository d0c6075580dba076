import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { applyWork } from '../../../../tests/cmdb/card-work.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { SealingService } from '../changes/sealing.service.ts';
import { RetentionService } from './retention.service.ts';
import { type HistoryVerdict, verifyHistory } from './verify-history.ts';

/** With two versions each more than one batch of a removal takes. */
const cards = 1_050;
const firstBatch = 2_000;
const inAMonth = () => new Date(Date.now() + 31 * 86_400_000);

let cmdb: TestCmdb;
let ids: readonly string[];

beforeAll(async () => {
  cmdb = await startTestCmdb();
  const { status } = await cmdb.call('PATCH', '/classes/Monitor', { retention: 10 });
  expect(status).toBe(200);
  const create = Array.from({ length: cards }, (_, index) => ({
    class: 'Monitor',
    attributes: { Code: `M-${index}` },
  }));
  ids = (await applyWork(cmdb, { create })).created;
});
afterAll(() => cmdb.stop());

async function editTwice(): Promise<void> {
  for (const edit of ['one', 'two']) {
    const Description = `${edit} ${Math.random()}`;
    await applyWork(cmdb, { update: ids.map((id) => ({ id, attributes: { Description } })) });
  }
  await seal();
}

function seal(): Promise<void> {
  return vi.waitFor(async () => {
    await cmdb.app.nest.get(SealingService).sealSettled();
    expect(await cmdb.query('SELECT change_id FROM unsealed_change')).toEqual([]);
  }, 20_000);
}

/** Has something happen when a statement of the last batch of a removal has written to a table. */
async function stopAt(table: string, event: string, deed: string): Promise<void> {
  await cmdb.query(
    `CREATE FUNCTION stop_removal() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF NOT EXISTS (SELECT FROM card_history) THEN ${deed}; END IF;
       RETURN NULL;
     END $$`,
  );
  await cmdb.query(
    `CREATE TRIGGER stop_removal AFTER ${event} ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION stop_removal()`,
  );
}

async function letGo(): Promise<void> {
  await cmdb.query('DROP FUNCTION stop_removal CASCADE');
}

const remove = () => cmdb.app.nest.get(RetentionService).run({ now: inAMonth(), graceMs: 0 });
const verify = (): Promise<HistoryVerdict> => cmdb.app.database.read((tx) => verifyHistory(tx));

async function count(table: string): Promise<number> {
  const rows = await cmdb.query<{ found: number }>(`SELECT count(*)::integer AS found FROM ${table}`);
  return rows[0]?.found ?? 0;
}

describe.each([
  ['the transaction is aborted', "RAISE EXCEPTION 'the disk is full'", /the disk is full/],
  ['the process dies', 'PERFORM pg_terminate_backend(pg_backend_pid())', /terminat/i],
])('a removal during which %s', (_what, deed, message) => {
  test.each([
    ['its versions are taken away', 'card_history', 'DELETE'],
    ['its change is written', 'change', 'INSERT'],
    ['what it is about is written', 'purge', 'INSERT'],
    ['its hashes are kept', 'removed_item', 'INSERT'],
  ])('after %s leaves a chain that verifies, and goes on', async (_when, table, event) => {
    await editTwice();
    const kept = await count('removed_item');
    await stopAt(table, event, deed);

    await expect(remove()).rejects.toThrow(message);
    await letGo();
    await seal();

    expect(await count('card_history')).toBe(2 * cards - firstBatch);
    expect(await count('removed_item')).toBe(kept + 2 * firstBatch);
    expect(await verify()).toMatchObject({ intact: true });

    expect(await remove()).toBe(2 * cards - firstBatch);
    await seal();

    expect(await count('card_history')).toBe(0);
    expect(await count('removed_item')).toBe(kept + 4 * cards);
    expect(await verify()).toMatchObject({ intact: true });
    expect(await remove()).toBe(0);
  });
});
