import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { applyWork } from '../../../../tests/cmdb/card-work.ts';
import { Estate, keyOf, randomOf } from '../../../../tests/cmdb/estate-model.ts';
import { addedModel } from '../../../../tests/cmdb/plain-world.ts';
import { randomWork } from '../../../../tests/cmdb/random-work.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { SealingService } from '../changes/sealing.service.ts';
import type { Tx } from '../platform/database/database.ts';
import { type HistoryVerdict, type VerifyOptions, verifyHistory } from './verify-history.ts';

let cmdb: TestCmdb;
let computer: string;
/** The changes of the computer: made, given memory, retired. */
let changes: string[];

beforeAll(async () => {
  cmdb = await startTestCmdb();
  const { status } = await cmdb.call('POST', '/model/apply', addedModel);
  expect(status).toBe(200);
  await live(40);
  await seal();
  await live(40);
  const made = await applyWork(cmdb, {
    create: [{ class: 'Computer', attributes: { Code: 'PC-1', RAM: 1 } }],
  });
  computer = made.created[0] ?? '';
  const edited = await applyWork(cmdb, { update: [{ id: computer, attributes: { RAM: 2 } }] });
  const retired = await applyWork(cmdb, { retire: [{ id: computer }] });
  changes = [made, edited, retired].map(({ changeId }) => changeId ?? '');
  await seal();
  await live(10);
  await seal();
});
afterAll(() => cmdb.stop());

async function live(works: number): Promise<void> {
  const random = randomOf(works);
  let estate = new Estate();
  const ids = new Map<string, string>();
  for (let index = 0; index < works; index += 1) {
    const { work, after } = randomWork(estate, random, ids, 8);
    const { related } = await applyWork(cmdb, work);
    for (const [place, relate] of (work.relate ?? []).entries()) {
      ids.set(keyOf({ ...relate, attributes: {} }), related[place]?.id ?? '');
    }
    for (const key of ids.keys()) if (!after.relations.has(key)) ids.delete(key);
    estate = after;
  }
}

function seal(): Promise<void> {
  return vi.waitFor(async () => {
    await cmdb.app.nest.get(SealingService).sealSettled();
    expect(await cmdb.query('SELECT change_id FROM unsealed_change')).toEqual([]);
  }, 20_000);
}

class Undone extends Error {}

/** Verifies after some statements of a superuser whom no key and no trigger stops, which are then undone. */
async function verifyAfter(statements: readonly string[], options: VerifyOptions = {}): Promise<string> {
  let verdict: HistoryVerdict | undefined;
  const work = async (tx: Tx) => {
    await tx.query('SET LOCAL session_replication_role = replica');
    for (const statement of statements) await tx.query(statement);
    verdict = await verifyHistory(tx, options);
    throw new Undone();
  };
  await expect(cmdb.app.database.transaction(work)).rejects.toThrow(Undone);
  return verdict === undefined || verdict.intact ? 'intact' : verdict.fault;
}

async function verify(options: VerifyOptions = {}): Promise<HistoryVerdict> {
  return cmdb.app.database.read((tx) => verifyHistory(tx, options));
}

async function positionOf(change: string | undefined): Promise<number> {
  const rows = await cmdb.query<{ position: string }>(
    'SELECT position FROM sealed_change WHERE change_id = $1',
    [change],
  );
  return Number(rows[0]?.position);
}

describe('an untouched history', () => {
  test('is intact to its last change, the model included, and tells its progress', async () => {
    const done: number[] = [];

    const verdict = await verify({ onProgress: (count) => done.push(count) });

    expect(verdict).toMatchObject({
      intact: true,
      unsealed: 0,
      head: { hash: expect.stringMatching(/^\w{64}$/) },
    });
    expect(done.at(-1)).toBe(verdict.intact ? verdict.changes : 0);
  });

  test('is intact with changes that wait for their seal, and beyond its anchor', async () => {
    const before = await verify();
    await live(3);
    const after = await verify({ anchor: (before.intact && before.head) || undefined });

    expect(after.intact).toBe(true);
    await seal();
  });
});

describe('the verifier names', () => {
  test('a value that was altered', async () => {
    const statement = `UPDATE card_history SET attributes = attributes || '{"RAM": 9}' WHERE id = '${computer}' AND retired`;
    expect(await verifyAfter([statement])).toContain(`Change ${changes[1]}`);
  });

  test('a value that was altered along with the hash of its change, and with what was sealed of it', async () => {
    const forged = "'\\x00'";
    const change = `UPDATE change SET hash = ${forged} WHERE id = '${changes[1]}'`;
    const sealed = `UPDATE sealed_change SET hash = ${forged} WHERE change_id = '${changes[1]}'`;

    expect(await verifyAfter([change])).toContain(`Change ${changes[1]} has another hash`);
    expect(await verifyAfter([change, sealed])).toContain(`Change ${changes[1]}`);
  });

  test('who is said to have made a change', async () => {
    expect(await verifyAfter([`UPDATE change SET actor = 'eva' WHERE id = '${changes[2]}'`])).toContain(
      `Change ${changes[2]}`,
    );
  });

  test('a version that was moved in time', async () => {
    const earlier = `UPDATE card_history SET valid_from = valid_from - interval '1 day' WHERE id = '${computer}' AND NOT retired`;
    const later = `UPDATE card_history SET valid_to = valid_to + interval '1 day' WHERE id = '${computer}' AND retired`;
    const standing =
      "UPDATE card SET valid_from = valid_from - interval '1 day' WHERE id = (SELECT min(id::text)::uuid FROM card)";

    expect(await verifyAfter([earlier])).toContain(`Change ${changes[0]}`);
    expect(await verifyAfter([later])).toContain(`Change ${changes[2]}`);
    expect(await verifyAfter([standing])).toContain('begins or ends at another time');
  });

  test('a change that is gone, alone or with what it wrote', async () => {
    const change = `DELETE FROM change WHERE id = '${changes[1]}'`;
    const place = `DELETE FROM sealed_change WHERE change_id = '${changes[1]}'`;

    expect(await verifyAfter([`DELETE FROM card_history WHERE id = '${computer}'`])).toContain(
      `Change ${changes[0]}`,
    );
    expect(await verifyAfter([change])).toMatch(new RegExp(`Change ${changes[1]}, at position .* is gone`));
    expect(await verifyAfter([change, place])).toContain(`Position ${await positionOf(changes[1])}`);
  });

  test('the tail that was cut off, by the anchor', async () => {
    // A seal of its own, which nothing before it leads to.
    await applyWork(cmdb, { create: [{ class: 'Computer', attributes: { Code: 'PC-9' } }] });
    await seal();
    const head = await verify();
    if (!head.intact || head.head === null) throw new Error('not intact');
    const last = head.head.seal;
    const from = `(SELECT total - count FROM seal WHERE id = ${last})`;
    const cut = [
      `DELETE FROM change WHERE id IN (SELECT change_id FROM sealed_change WHERE position > ${from})`,
      ...['card', 'relation'].map(
        (table) => `DELETE FROM ${table} WHERE change_id NOT IN (SELECT id FROM change)`,
      ),
      ...['card_history', 'relation_history'].map(
        (table) =>
          `DELETE FROM ${table} WHERE change_id NOT IN (SELECT id FROM change) OR ended_change_id NOT IN (SELECT id FROM change)`,
      ),
    ];
    const places = `DELETE FROM sealed_change WHERE position > ${from}`;
    const seals = `DELETE FROM seal WHERE id = ${last}`;

    expect(await verifyAfter(cut)).toContain('is gone');
    expect(await verifyAfter([...cut, places])).toMatch(/Position \d+, in seal \d+, is gone/);
    expect(await verifyAfter([seals])).toMatch(/Position \d+ is in no seal/);
    expect(await verifyAfter([...cut, places, seals])).toBe('intact');
    expect(await verifyAfter([...cut, places, seals], { anchor: head.head })).toBe(
      `The state is older than anchor ${last}: it ends with seal ${last - 1}`,
    );
  });

  test('a back-dated change that was put in', async () => {
    const id = '01890000-0000-7000-8000-000000000000';
    const insert = `INSERT INTO change (id, at, actor, source, hash) VALUES ('${id}', '2023-06-27', 'eva', 'person', '\\x00')`;

    expect(await verifyAfter([insert])).toContain(`Change ${id} has no seal`);
    expect(await verifyAfter([insert, `INSERT INTO unsealed_change (change_id) VALUES ('${id}')`])).toContain(
      `Change ${id} is back-dated`,
    );
  });

  test('two changes whose places were swapped', async () => {
    const [one, other] = [await positionOf(changes[0]), await positionOf(changes[1])];
    const swap = [
      `UPDATE sealed_change SET position = -1 WHERE position = ${one}`,
      `UPDATE sealed_change SET position = ${one} WHERE position = ${other}`,
      `UPDATE sealed_change SET position = ${other} WHERE position = -1`,
    ];
    expect(await verifyAfter(swap)).toContain(`Change ${changes[0]}, at position ${other}, is out of order`);
  });

  test('a seal that was altered, even with its own hash', async () => {
    expect(await verifyAfter(["UPDATE seal SET at = at + interval '1 second' WHERE id = 2"])).toBe(
      'Seal 2 was altered',
    );
    expect(await verifyAfter(["UPDATE seal SET hash = '\\x00' WHERE id = 1"])).toBe('Seal 1 was altered');
    expect(await verifyAfter(['DELETE FROM seal WHERE id = 1'])).toBe('Seal 1 is gone');
  });

  test('an anchor that this history does not lead to', async () => {
    const fault = await verifyAfter([], { anchor: { seal: 1, hash: '00'.repeat(32) } });
    expect(fault).toBe('Seal 1 is not the one of the anchor: history was written anew');
  });
});
