import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ana, applyWork } from '../../../../tests/cmdb/card-work.ts';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { CardWriter } from '../cards/card-writer.ts';
import { rootFromPath } from '../changes/merkle.ts';
import { SealingService } from '../changes/sealing.service.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
});
afterAll(() => cmdb.stop());

function seal(): Promise<void> {
  return vi.waitFor(async () => {
    await cmdb.app.nest.get(SealingService).sealSettled();
    expect(await cmdb.query('SELECT change_id FROM unsealed_change')).toEqual([]);
  }, 20_000);
}

async function lastPosition(): Promise<number> {
  await seal();
  return (await call('GET', '/seals?limit=1')).body.items[0].total;
}

let codes = 0;
function room() {
  codes += 1;
  return { class: 'Room', attributes: { Code: `F-${codes}` } };
}

describe('seals', () => {
  test('are listed in pages, the newest first', async () => {
    for (let index = 0; index < 3; index += 1) {
      await applyWork(cmdb, { create: [room()] });
      await seal();
    }

    const first = await call('GET', '/seals?limit=2');
    const second = await call('GET', `/seals?limit=2&cursor=${first.body.next}`);

    const shown = [...first.body.items, ...second.body.items];
    expect(shown.length).toBeGreaterThan(2);
    for (const [index, { id, prevHash }] of shown.entries()) {
      expect(id).toBe(first.body.total - index);
      if (index + 1 < shown.length) expect(prevHash).toBe(shown[index + 1].hash);
    }
  });

  test('prove that a change is among theirs', async () => {
    const made = [];
    for (let index = 0; index < 5; index += 1) made.push(await applyWork(cmdb, { create: [room()] }));
    await seal();

    for (const { changeId } of made) {
      const { status, body } = await call('GET', `/changes/${changeId}/proof`);
      expect(status).toBe(200);
      const path = body.path.map((hash: string) => Buffer.from(hash, 'hex'));
      const root = rootFromPath(Buffer.from(body.hash, 'hex'), body.index, body.seal.count, path);
      expect(root?.toString('hex')).toBe(body.seal.merkleRoot);
      expect((await call('GET', `/changes/${changeId}`)).body.hash).toBe(body.hash);
    }
  });

  test('prove nothing of a change that never was', async () => {
    expect((await call('GET', '/changes/01970000-0000-7000-8000-000000000000/proof')).status).toBe(404);
  });

  test('are made without being asked for', async () => {
    const { changeId } = await applyWork(cmdb, { create: [room()] });

    await vi.waitFor(
      async () => expect((await call('GET', `/changes/${changeId}/proof`)).status).toBe(200),
      20_000,
    );
  });
});

describe('the change feed', () => {
  test('says what each change wrote', async () => {
    const start = await lastPosition();
    const { created } = await applyWork(cmdb, {
      create: [room(), { class: 'Computer', attributes: { Code: 'PC-F', RAM: 1 } }],
    });
    const [place = '', id = ''] = created;
    await applyWork(cmdb, { update: [{ id, attributes: { RAM: null, OS: 'Debian', Room: place } }] });
    await applyWork(cmdb, { retire: [{ id }] });
    await seal();

    const { body } = await call('GET', `/changes?after=${start}`);

    expect(body.next).toBe(start + 3);
    expect(body.items.map((item: { position: number }) => item.position)).toEqual([
      start + 1,
      start + 2,
      start + 3,
    ]);
    expect(body.items[0]).toMatchObject({ actor: 'ana', source: 'person', reason: 'because', relations: [] });
    expect(body.items[0].cards).toEqual([
      { id: place, class: 'Room', action: 'created', attributes: ['Code'] },
      {
        id,
        class: 'Computer',
        action: 'created',
        attributes: expect.arrayContaining(['Code', 'RAM', 'Status']),
      },
    ]);
    const relation = { domain: 'RoomItems', source: place, target: id, attributes: [] };
    expect(body.items[1]).toMatchObject({
      cards: [{ id, action: 'updated', attributes: expect.arrayContaining(['RAM', 'OS']) }],
      relations: [{ ...relation, action: 'related' }],
    });
    expect(body.items[1].cards[0].attributes).toHaveLength(2);
    expect(body.items[2]).toMatchObject({
      cards: [{ id, action: 'retired', attributes: [] }],
      relations: [{ ...relation, action: 'unrelated' }],
    });
  });

  test('gives each change exactly once, while writers commit in another order than they began', async () => {
    const start = await lastPosition();
    const writer = cmdb.app.nest.get(CardWriter);
    const made: (string | null)[] = [];
    const write = async (lane: number) => {
      for (let index = 0; index < 12; index += 1) {
        await cmdb.app.database.transaction(async (tx) => {
          made.push((await writer.apply(tx, ana, { create: [room()] })).changeId);
          await setTimeout((lane * 7 + index * 13) % 40);
        });
      }
    };
    const writing = Promise.all([1, 2, 3].map(write)).then(() => 'done');

    const seen: string[] = [];
    let after = start;
    for (let isOver = false; ; ) {
      await cmdb.app.nest.get(SealingService).sealSettled();
      const { body } = await call('GET', `/changes?after=${after}&limit=5`);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      if (isOver && body.next === after) break;
      after = body.next;
      if (!isOver) isOver = (await Promise.race([writing, setTimeout(15)])) === 'done';
      if (isOver) await seal();
    }

    expect(seen).toHaveLength(36);
    expect([...seen].sort()).toEqual([...made].sort());
  });
});
