import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { applyWork } from '../../../../tests/cmdb/card-work.ts';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { SealingService } from '../changes/sealing.service.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;
let start = 0;

const ana = { actor: 'ana', source: 'person' };
const seed = { actor: 'popis', source: 'seed' };
const did: Record<string, string> = {};
let [room, computer] = ['', ''];

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  await seal();
  start = (await call('GET', '/seals?limit=1')).body.items[0].total;
  await write();
  await seal();
});
afterAll(() => cmdb.stop());

function seal(): Promise<void> {
  return vi.waitFor(async () => {
    await cmdb.app.nest.get(SealingService).sealSettled();
    expect(await cmdb.query('SELECT change_id FROM unsealed_change')).toEqual([]);
  }, 20_000);
}

/** One change of each kind that cards have, by two actors through two sources. */
async function write(): Promise<void> {
  const rooms = await applyWork(cmdb, { create: [{ class: 'Room', attributes: { Code: 'FR-1' } }] }, seed);
  const computers = await applyWork(
    cmdb,
    { create: [{ class: 'Computer', attributes: { Code: 'FPC-1' } }] },
    ana,
  );
  room = rooms.created[0] ?? '';
  computer = computers.created[0] ?? '';
  const place = await applyWork(cmdb, { update: [{ id: computer, attributes: { Room: room } }] }, ana);
  await call('POST', `/cards/${room}/journal`, { text: 'was painted' });
  const [note] = await cmdb.query<{ id: string }>('SELECT change_id AS id FROM journal_note');
  const form = new FormData();
  form.append('file', new Blob(['%PDF-1.4 manual'], { type: 'application/pdf' }), 'manual.pdf');
  const answer = await fetch(`${cmdb.url}/api/cards/${computer}/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}` },
    body: form,
  });
  expect(answer.status).toBe(201);
  const [document] = await cmdb.query<{ id: string }>('SELECT change_id AS id FROM document');
  Object.assign(did, {
    room: rooms.changeId,
    computer: computers.changeId,
    place: place.changeId,
    note: note?.id,
    document: document?.id,
  });
}

async function ask(filter: string): Promise<string[]> {
  const { status, body } = await call('GET', `/changes?after=${start}&${filter}`);
  expect(status).toBe(200);
  const names = new Map(Object.entries(did).map(([name, id]) => [id, name]));
  return body.items.map((item: { id: string }) => names.get(item.id) ?? item.id);
}

describe('the change feed, filtered', () => {
  test('by source, actor and time', async () => {
    const { body } = await call('GET', `/changes?after=${start}&limit=2`);
    const at = body.items[1].at;

    expect(await ask('source=seed')).toEqual(['room']);
    expect(await ask('actor=ana')).toEqual(['computer', 'place']);
    expect(await ask(`to=${at}`)).toEqual(['room']);
    expect(await ask(`from=${at}`)).toEqual(['computer', 'place', 'note', 'document']);
    expect(await ask(`from=${at}&source=person&kind=relation`)).toEqual(['place']);
  });

  test('by class: its cards, their relations, what hangs on them, and the same of classes below', async () => {
    expect(await ask('class=Computer')).toEqual(['computer', 'place', 'document']);
    expect(await ask('class=Item')).toEqual(['computer', 'place', 'document']);
    expect(await ask('class=Room')).toEqual(['room', 'place', 'note']);
    expect(await ask('class=Room&kind=card')).toEqual(['room']);
  });

  test('by card', async () => {
    expect(await ask(`card=${computer}`)).toEqual(['computer', 'place', 'document']);
    expect(await ask(`card=${room}&kind=note`)).toEqual(['note']);
    expect(await ask('card=01970000-0000-7000-8000-000000000000')).toEqual([]);
  });

  test('by kind, which each change tells', async () => {
    for (const [kind, expected] of [
      ['card', ['room', 'computer']],
      ['relation', ['place']],
      ['note', ['note']],
      ['document', ['document']],
      ['view', []],
      ['removal', []],
    ] as const) {
      expect(await ask(`kind=${kind}`)).toEqual(expected);
    }
    const { body } = await call('GET', `/changes?after=${start}`);
    expect(body.items.map((item: { kinds: string[] }) => item.kinds)).toEqual([
      ['card'],
      ['card'],
      ['relation'],
      ['note'],
      ['document'],
    ]);
  });

  test('by run: only what belongs to it', async () => {
    const runId = '01970000-0000-7000-8000-0000000000aa';
    const made = await applyWork(
      cmdb,
      { update: [{ id: computer, attributes: { RAM: 8 } }] },
      { ...seed, runId },
    );
    await seal();

    expect(await ask(`run=${runId}`)).toEqual([made.changeId]);
  });

  test('keeps its cursor when nothing matches, and with another filter', async () => {
    const { body: none } = await call('GET', `/changes?after=${start}&kind=view`);
    const made = await applyWork(cmdb, { update: [{ id: computer, attributes: { RAM: 16 } }] }, ana);
    await seal();

    const { body } = await call('GET', `/changes?after=${none.next}&class=Computer`);

    expect(none.items).toEqual([]);
    expect(body.items.map((item: { id: string }) => item.id)).toEqual([made.changeId]);
    expect((await call('GET', `/changes?after=${body.next}&class=Computer`)).body).toEqual({
      items: [],
      next: body.next,
    });
  });

  test('gives in pages what it gives at once', async () => {
    const all = await ask('class=Item');
    const paged: string[] = [];
    for (let after = start; ; ) {
      const { body } = await call('GET', `/changes?after=${after}&class=Item&limit=1`);
      paged.push(...body.items.map((item: { id: string }) => item.id));
      if (body.next === after) break;
      after = body.next;
    }

    const names = new Map(Object.entries(did).map(([name, id]) => [id, name]));
    expect(paged.map((id) => names.get(id) ?? id)).toEqual(all);
  });

  test('names every fault of its filters', async () => {
    const { status, body } = await call(
      'GET',
      '/changes?class=Nothing&source=nobody&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
    );

    expect(status).toBe(400);
    expect(body.faults.map((fault: { path: string }) => fault.path)).toEqual([
      'query.class',
      'query.source',
      'query.to',
    ]);
    expect((await call('GET', '/changes?kind=all&run=1&card=2&from=now')).body.faults).toHaveLength(4);
  });
});
