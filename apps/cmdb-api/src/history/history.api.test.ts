import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type HttpAnswer, requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
});
afterAll(() => cmdb.stop());
beforeEach(async () => {
  await cmdb.clear();
  await cmdb.query("DELETE FROM change WHERE reason IS DISTINCT FROM 'seeded model'");
});

/** A computer that was made, placed, edited together with a move, and retired: four changes. */
async function live(): Promise<string> {
  const { created } = await cmdb.edit({
    create: [
      { class: 'Room', attributes: { Code: 'R1' } },
      { class: 'Room', attributes: { Code: 'R2' } },
    ],
  });
  const [first, second] = created;
  const attributes = { Code: 'PC-1', RAM: 1 };
  const { body } = await call('POST', '/classes/Computer/cards', { attributes, reason: 'bought' });
  const place = (wanted: object, reason: string) =>
    call('PATCH', `/cards/${body.id}`, { attributes: wanted, reason }, '*');
  await place({ Room: first }, 'placed');
  await place({ Room: second, RAM: 2 }, 'moved');
  await call('DELETE', `/cards/${body.id}?reason=broken`, undefined, '*');
  return body.id;
}

function lines({ body }: HttpAnswer): string[] {
  return body.items.map(
    (item: {
      action: string;
      change: { reason: string };
      differences: object[];
      relation?: { card: { code: string } };
    }) => [item.change.reason, item.action, item.relation?.card.code ?? item.differences.length].join(' '),
  );
}

describe('the history of a card', () => {
  test('tells what happened to it and its relations, the newest first', async () => {
    const id = await live();

    const history = await call('GET', `/cards/${id}/history`);

    expect(lines(history)).toEqual([
      'broken retired 0',
      'broken unrelated R2',
      'moved updated 1',
      'moved unrelated R1',
      'moved related R2',
      'placed related R1',
      'bought created 3',
    ]);
    expect(history.body.total).toBe(4);
    expect(history.body.items[2]).toMatchObject({
      differences: [{ attribute: 'RAM', old: 1, new: 2 }],
      change: { actor: 'admin', source: 'person', runId: null },
    });
    const at = history.body.items.map((item: { at: string }) => item.at);
    expect(at).toEqual([...at].sort().reverse());
  });

  test('comes in pages of changes', async () => {
    const id = await live();

    const first = await call('GET', `/cards/${id}/history?limit=2`);
    const second = await call('GET', `/cards/${id}/history?limit=2&cursor=${first.body.next}`);

    expect(lines(first)).toHaveLength(5);
    expect(lines(second)).toEqual(['placed related R1', 'bought created 3']);
    expect(second.body.next).toBeNull();
  });

  test('of a card that never was is not found', async () => {
    expect((await call('GET', '/cards/01970000-0000-7000-8000-000000000000/history')).status).toBe(404);
  });
});

describe('a change', () => {
  async function listChanges(): Promise<{ id: string; reason: string | null }[]> {
    return cmdb.query('SELECT id, reason FROM change ORDER BY at, id');
  }

  test('is intact as long as nobody edits what it wrote, versions that ended included', async () => {
    await live();

    const changes = await listChanges();
    for (const { id } of changes) {
      const { status, body } = await call('GET', `/changes/${id}`);

      expect(status).toBe(200);
      expect(body, JSON.stringify(body)).toMatchObject({
        intact: true,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
    }
    expect(changes.map((change) => change.reason)).toContain('seeded model');
  });

  test.each([
    [
      'a value',
      `UPDATE card_history SET attributes = attributes || '{"RAM": 3}' WHERE (attributes ->> 'RAM') = '1'`,
      'bought',
    ],
    [
      'a provenance',
      `UPDATE card_history SET provenance = provenance || '{"RAM": {"source": "ocs", "runId": null, "at": "x"}}'`,
      'moved',
    ],
    ['an end', 'DELETE FROM card_history WHERE retired', 'broken'],
    ['a relation', 'UPDATE relation_history SET target_id = source_id', 'placed'],
    ['an end of a relation', 'DELETE FROM relation_history', 'broken'],
    ['the actor', "UPDATE change SET actor = 'eva' WHERE reason = 'moved'", 'moved'],
    ['the time', "UPDATE change SET at = at + interval '1 millisecond' WHERE reason = 'moved'", 'moved'],
    ['the reason', "UPDATE change SET reason = 'stolen' WHERE reason = 'broken'", 'stolen'],
    ['the model', "UPDATE attribute SET mandatory = false WHERE name = 'Code'", 'seeded model'],
  ])('is not intact after somebody edited %s in the database', async (_what, sql, reason) => {
    await live();
    await cmdb.query(sql);

    const change = (await listChanges()).find((candidate) => candidate.reason === reason);
    const { body } = await call('GET', `/changes/${change?.id}`);

    expect(body.intact).toBe(false);
  });

  test('that never was is not found', async () => {
    expect((await call('GET', '/changes/01970000-0000-7000-8000-000000000000')).status).toBe(404);
  });
});
