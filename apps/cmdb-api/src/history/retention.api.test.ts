import type { Filter } from '@popis/model';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { applyWork } from '../../../../tests/cmdb/card-work.ts';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { AppModule } from '../app.module.ts';
import { attest } from '../changes/attestation.ts';
import { SealingService } from '../changes/sealing.service.ts';
import { Sights } from '../classes/sights.ts';
import type { Tx } from '../platform/database/database.ts';
import { listRoutes } from '../platform/http/openapi.ts';
import { pastScopes } from './judge-instant.ts';
import { toAttestedPurge } from './purge-attestation.ts';
import { RetentionService } from './retention.service.ts';
import { type HistoryVerdict, verifyHistory } from './verify-history.ts';

const dayMs = 86_400_000;
let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
});
afterAll(() => cmdb.stop());

const keep = async (name: string, retention: number | 'forever' | null) => {
  const answer = await call('PATCH', `/classes/${name}`, { retention });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
/** Removes what is not kept, as it will in `days`. */
const removeIn = (days: number) =>
  cmdb.app.nest.get(RetentionService).run({ now: new Date(Date.now() + days * dayMs), graceMs: 0 });
const versionsOf = (id: string) => cmdb.query('SELECT change_id FROM card_history WHERE id = $1', [id]);

function seal(): Promise<void> {
  return vi.waitFor(async () => {
    await cmdb.app.nest.get(SealingService).sealSettled();
    expect(await cmdb.query('SELECT change_id FROM unsealed_change')).toEqual([]);
  }, 20_000);
}

/** A card with three versions; the changes that wrote them. */
async function live(className: string, code: string): Promise<{ id: string; changes: string[] }> {
  const made = await applyWork(cmdb, { create: [{ class: className, attributes: { Code: code } }] });
  const id = made.created[0] ?? '';
  const changes = [made.changeId ?? ''];
  for (const Description of ['second', 'third']) {
    const { changeId } = await applyWork(cmdb, { update: [{ id, attributes: { Description } }] });
    changes.push(changeId ?? '');
  }
  return { id, changes };
}

class Undone extends Error {}

async function verifyAfter(work: (tx: Tx) => Promise<unknown> = async () => {}): Promise<HistoryVerdict> {
  let verdict: HistoryVerdict = { intact: false, fault: 'not run' };
  const run = async (tx: Tx) => {
    await tx.query('SET LOCAL session_replication_role = replica');
    await work(tx);
    verdict = await verifyHistory(tx);
    throw new Undone();
  };
  await expect(cmdb.app.database.transaction(run)).rejects.toThrow(Undone);
  return verdict;
}

const afterSql = (...statements: string[]) =>
  verifyAfter(async (tx) => {
    for (const statement of statements) await tx.query(statement);
  });

test('nothing is removed unless a class says so', async () => {
  const { id } = await live('Printer', 'PR-1');

  expect(await removeIn(40_000)).toBe(0);

  expect(await versionsOf(id)).toHaveLength(2);
  expect(await cmdb.query('SELECT FROM class_horizon')).toEqual([]);
});

describe('the retention of a class', () => {
  test('is previewed with what would go, inherited, overridden, and part of the model as a file', async () => {
    await live('Monitor', 'M-1');

    const preview = await call('PATCH', '/classes/Item?preview=true', { retention: 1 });
    await keep('Item', 90);
    await keep('Monitor', 'forever');
    const classes = (await call('GET', '/classes')).body.items;
    const file = (await call('GET', '/model')).body;
    const diff = await call('POST', '/model/diff', {
      ...file,
      classes: file.classes.map((each: { name: string }) =>
        each.name === 'Item' ? { ...each, retention: 91 } : each,
      ),
    });
    const kept = (name: string) => classes.find((each: { name: string }) => each.name === name);
    await keep('Item', null);
    await keep('Monitor', null);

    expect(preview.body.removals).toContainEqual(
      expect.objectContaining({ class: 'Monitor', keptDays: 1, versions: 0 }),
    );
    expect(kept('Computer')).toMatchObject({ retention: null, keptDays: 90 });
    expect(kept('Monitor')).toMatchObject({ retention: 'forever', keptDays: null });
    expect(diff.body.differences).toMatchObject([
      { kind: 'class', name: 'Item', properties: [{ property: 'retention', old: 90, new: 91 }] },
    ]);
    const history = await call('GET', '/model/history?kind=class&name=Item');
    expect(history.body.items[0].differences[0].properties).toMatchObject([
      { property: 'retention', new: null },
    ]);
  });

  test('is previewed with the relations that would go: those that neither class keeps', async () => {
    const { created } = await applyWork(cmdb, {
      create: [
        { class: 'Room', attributes: { Code: 'R-PREVIEW' } },
        { class: 'Monitor', attributes: { Code: 'M-PREVIEW' } },
      ],
    });
    const [room = '', monitor = ''] = created;
    const place = (Room: string | null) =>
      applyWork(cmdb, { update: [{ id: monitor, attributes: { Room } }] });
    await place(room);
    await place(null);
    // As it will be in three days.
    await cmdb.query(
      `UPDATE relation_history SET valid_from = valid_from - interval '3 days', valid_to = valid_to - interval '3 days'
       WHERE target_id = $1`,
      [monitor],
    );

    const alone = await call('PATCH', '/classes/Monitor?preview=true', { retention: 1 });
    await keep('Room', 1);
    const both = await call('PATCH', '/classes/Monitor?preview=true', { retention: 1 });
    const longer = await call('PATCH', '/classes/Monitor?preview=true', { retention: 10 });
    await keep('Room', null);
    await cmdb.query(
      `UPDATE relation_history SET valid_from = valid_from + interval '3 days', valid_to = valid_to + interval '3 days'
       WHERE target_id = $1`,
      [monitor],
    );

    expect(alone.body.relationRemovals).toEqual([]);
    expect(both.body.relationRemovals).toEqual([
      { source: 'Room', target: 'Monitor', keptDays: 1, before: expect.any(String), versions: 1 },
    ]);
    expect(longer.body.relationRemovals).toEqual([]);
  });

  test('is refused when it is no time', async () => {
    for (const retention of [0, -1, 1.5, 40_000, 'never']) {
      expect((await call('PATCH', '/classes/Computer', { retention })).status).toBe(400);
    }
  });
});

describe('after a removal', () => {
  let lived: { id: string; changes: string[] };
  let retired: { id: string; changes: string[] };
  let noted: { id: string; changes: string[] };

  beforeAll(async () => {
    lived = await live('Computer', 'PC-1');
    retired = await live('Computer', 'PC-2');
    noted = await live('Computer', 'PC-3');
    await call('POST', `/cards/${noted.id}/journal`, { text: 'Kept for the audit' });
    await applyWork(cmdb, { retire: [{ id: retired.id }, { id: noted.id }] });
    await keep('Computer', 30);
    await seal();
    expect(await removeIn(100)).toBe(2 + 3 + 2);
    await seal();
  });

  test('what stands is there, what ended is gone, and a second run finds nothing', async () => {
    expect((await call('GET', `/cards/${lived.id}`)).body.attributes.Description).toBe('third');
    expect(await versionsOf(lived.id)).toEqual([]);
    expect((await call('GET', `/cards/${retired.id}`)).status).toBe(404);
    expect(await removeIn(100)).toBe(0);
  });

  test('a retired card that has a journal keeps its last version', async () => {
    expect(await versionsOf(noted.id)).toHaveLength(1);
    expect((await call('GET', `/cards/${noted.id}`)).body).toMatchObject({ retired: true });
    expect((await call('GET', `/cards/${noted.id}/journal`)).body.total).toBe(1);
  });

  test('changes are intact and say by which change content was removed', async () => {
    const [first = ''] = lived.changes;
    const { body } = await call('GET', `/changes/${first}`);
    const removal = await call('GET', `/changes/${body.removed.by[0]}`);

    expect(body).toMatchObject({ intact: true, removed: { items: 1 } });
    expect(removal.body).toMatchObject({ actor: 'popis', source: 'retention', intact: true });
    expect(removal.body.reason).toMatch(/^Past versions of Computer are kept for 30 days/);
    expect((await call('GET', `/changes/${first}/proof`)).body.hash).toBe(body.hash);
  });

  test('the verifier finds history intact and counts what lacks content', async () => {
    expect(await verifyAfter()).toMatchObject({ intact: true, removed: expect.any(Number) });
    const verdict = await verifyAfter();
    expect(verdict.intact && verdict.removed).toBeGreaterThanOrEqual(7);
  });

  test('the verifier names a version that was deleted past it, and one that was altered in a change that lost content', async () => {
    const last = lived.changes.at(-1);

    const deleted = await afterSql(`DELETE FROM card_history WHERE id = '${noted.id}'`);
    const altered = await afterSql(`UPDATE card SET description = 'forged' WHERE id = '${lived.id}'`);

    expect(deleted).toMatchObject({ fault: expect.stringContaining(noted.changes.at(-1) ?? '') });
    expect(altered).toMatchObject({ fault: expect.stringContaining(`Change ${last}`) });
  });

  test('the verifier names a record of removal that was altered, taken away or put in', async () => {
    const [first] = lived.changes;
    const item = `change_id = '${first}'`;
    const gone = await afterSql(`DELETE FROM removed_item WHERE ${item}`);
    const hash = await afterSql(`UPDATE removed_item SET hash = '\\x00' WHERE ${item}`);
    const scope = await afterSql("UPDATE purge SET before = before - interval '1 day'");
    const whole = await afterSql('DELETE FROM purge', 'DELETE FROM removed_item');
    const astray = await afterSql(
      `INSERT INTO removed_item SELECT gen_random_uuid(), 'card', gen_random_uuid(), '\\x00', gen_random_uuid()`,
    );

    for (const verdict of [gone, hash]) {
      expect(verdict).toMatchObject({ intact: false, fault: expect.stringContaining(`Change ${first}`) });
    }
    for (const verdict of [scope, whole, astray]) expect(verdict.intact).toBe(false);
  });

  test('the verifier names a removal that the model did not want, though its hashes are right', async () => {
    const { changes } = await live('Printer', 'PR-2');
    await seal();
    const verdict = await verifyAfter(async (tx) => {
      const id = '01990000-0000-7000-8000-00000000000a';
      const at = new Date();
      const change = {
        id,
        at,
        actor: 'popis',
        source: 'retention',
        runId: null,
        reason: null,
        requestId: null,
      };
      const before = new Date(at.getTime() - dayMs * 30);
      const work = { class: 'Printer', other: null, keptDays: 30, before, items: [] };
      await tx.query(
        `INSERT INTO change (id, at, actor, source, hash) VALUES ($1, $2, 'popis', 'retention', $3)`,
        [id, at, attest(change, toAttestedPurge(work))],
      );
      await tx.query('INSERT INTO unsealed_change (change_id) VALUES ($1)', [id]);
      await tx.query(`INSERT INTO purge VALUES ($1, 'Printer', NULL, 30, $2)`, [id, before]);
    });

    expect(changes).toHaveLength(3);
    expect(verdict).toMatchObject({
      fault: expect.stringContaining('it removed what the model wanted kept'),
    });
  });

  test('the history of the card and the change feed say what is gone, and take no update for a creation', async () => {
    const { body: history } = await call('GET', `/cards/${lived.id}/history`);
    const feed: { id: string; cards: object[]; removed: { items: number } }[] = [];
    for (let after = 0; ; ) {
      const { body } = await call('GET', `/changes?after=${after}`);
      feed.push(...body.items);
      if (body.next === after) break;
      after = body.next;
    }
    const [created, , third] = lived.changes.map((id) => feed.find((change) => change.id === id));

    expect(history).toMatchObject({
      keptFrom: expect.stringMatching(/^20/),
      items: [{ action: 'updated', removed: true, differences: [] }],
    });
    expect(created).toMatchObject({ cards: [], removed: { items: 1 } });
    expect(third).toMatchObject({
      cards: [{ id: lived.id, action: 'updated', attributes: [] }],
      removed: { items: 1 },
    });
  });

  test('a version that is gone is not found, with when, by which change and under which rule', async () => {
    const [first = '', second = ''] = lived.changes;
    const { body: change } = await call('GET', `/changes/${first}`);

    const gone = await call('GET', `/cards/${lived.id}/versions/${second}`);
    const goneWithItsCard = await call('GET', `/cards/${retired.id}/versions/${retired.changes[2]}`);
    const never = await call('GET', `/cards/${lived.id}/versions/${retired.changes[0]}`);

    for (const { status, body } of [gone, goneWithItsCard]) {
      expect(status).toBe(404);
      expect(body.detail).toMatch(
        /^Retention removed this version at 20.*Z by the change [0-9a-f-]{36}\. Past versions of Computer are kept for 30 days/,
      );
    }
    expect(gone.body.detail).toContain(change.removed.by[0]);
    expect(never).toMatchObject({ status: 404, body: { detail: 'There is no such version of the card' } });
  });

  test('whoever may not see the card is not told that it had a version', async () => {
    const met: Filter = { attribute: 'Code', operator: 'notequal', value: 'PC-1' };
    const narrowed = vi.spyOn(cmdb.app.nest.get(Sights), 'of');
    narrowed.mockImplementation(() => ({ rows: { Computer: met }, hidden: {} }));
    onTestFinished(() => narrowed.mockRestore());

    for (const { id, changes } of [lived, retired]) {
      const answer = await call('GET', `/cards/${id}/versions/${changes[0]}`);
      expect(answer).toMatchObject({
        status: 404,
        body: { detail: 'There is no such version of the card' },
      });
    }
  });

  test('an answer for an earlier instant is refused, or says of which classes it may lack something', async () => {
    const asOf = new Date().toISOString();

    const lists = [
      `/classes/Computer/cards?asOf=${asOf}`,
      `/classes/Item/cards?asOf=${asOf}`,
      `/classes/Computer/counts?by=Code&asOf=${asOf}`,
      `/cards/${lived.id}?asOf=${asOf}`,
      `/cards/${lived.id}/graph?asOf=${asOf}`,
      `/cards/${lived.id}/differences?from=${asOf}`,
      `/classes/Item/cards/differences?from=${asOf}`,
    ];
    for (const address of lists) {
      const { status, body } = await call('GET', address);
      expect([address, status]).toEqual([address, 400]);
      expect(body.faults[0].message).toMatch(/^is too early: past versions of Computer are kept from 20/);
    }
    const rooms = await call('GET', `/classes/Room/cards?asOf=${asOf}`);
    expect(rooms.status).toBe(200);
    expect(rooms.headers.get('popis-history-kept-from')).toMatch(/^Computer=20.*Z$/);
    const now = await call('GET', '/classes/Computer/cards');
    expect(now.headers.get('popis-history-kept-from')).toBeNull();
  });
});

test('a relation is kept for as long as either of its cards', async () => {
  const { created } = await applyWork(cmdb, {
    create: [
      { class: 'Room', attributes: { Code: 'R-9' } },
      { class: 'Computer', attributes: { Code: 'PC-9' } },
      { class: 'Monitor', attributes: { Code: 'M-9' } },
    ],
  });
  const [room = '', computer = '', monitor = ''] = created;
  const ids: string[] = [];
  for (const [domain, source, target] of [
    ['RoomItems', room, computer],
    ['ComputerMonitors', computer, monitor],
  ] as const) {
    const { related } = await applyWork(cmdb, { relate: [{ domain, source, target }] });
    await applyWork(cmdb, { unrelate: [{ id: related[0]?.id ?? '' }] });
    ids.push(related[0]?.id ?? '');
  }
  await keep('Computer', 30);
  await keep('Monitor', 60);
  const countPast = () =>
    cmdb.query('SELECT id FROM relation_history WHERE source_id = ANY ($1)', [[room, computer]]);

  await removeIn(50);
  const early = await countPast();
  await removeIn(200);
  const late = await countPast();
  await seal();
  const left = await call('GET', `/relations/${ids[0]}?asOf=${new Date().toISOString()}`);

  expect([left.status, left.body.faults]).toEqual([
    400,
    [{ path: 'query.asOf', message: expect.stringMatching(/^is too early: past versions of Computer/) }],
  ]);
  expect([early.length, late.length]).toEqual([2, 1]);
  expect(await verifyAfter()).toMatchObject({ intact: true });
});

test('two processes at once remove everything once', async () => {
  await keep('Printer', 10);
  const printers = await Promise.all(
    Array.from({ length: 6 }, (_, index) => live('Printer', `PR-${index + 10}`)),
  );

  const removed = await Promise.all([removeIn(400), removeIn(400), removeIn(400)]);
  const rest = await removeIn(400);
  await seal();

  let total = rest;
  for (const count of removed) total += count;
  expect(total).toBeGreaterThanOrEqual(printers.length * 2);
  for (const { id } of printers) expect(await versionsOf(id)).toEqual([]);
  expect(await verifyAfter()).toMatchObject({ intact: true });
});

test('of every route that answers for an instant it is known what it is asked for by', () => {
  const shapes = listRoutes(AppModule).filter(({ path, query, body }) => {
    const bodyShape = body !== undefined && 'shape' in body ? body.shape : {};
    return 'asOf' in (query?.shape ?? {}) || 'asOf' in Object(bodyShape) || path.endsWith('/differences');
  });

  expect(shapes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
    Object.keys(pastScopes).sort(),
  );
});
