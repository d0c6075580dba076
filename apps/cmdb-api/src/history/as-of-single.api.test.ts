import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyWork } from '../../../../tests/cmdb/card-work.ts';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
});
afterAll(() => cmdb.stop());

/** An instant between what was written and what will be. */
async function pause(): Promise<string> {
  const rows = await cmdb.query<{ at: string }>(
    `SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at
     FROM (SELECT clock_timestamp() AS at, pg_sleep(0.01)) AS now`,
  );
  return rows[0]?.at ?? '';
}

test('a relation, a document and a view are given as they were at an instant', async () => {
  const before = await pause();
  const { created } = await applyWork(cmdb, {
    create: [
      { class: 'Room', attributes: { Code: 'R1' } },
      { class: 'Computer', attributes: { Code: 'PC-1' } },
    ],
  });
  const [room = '', computer = ''] = created;
  const pair = { domain: 'RoomItems', source: room, target: computer };
  const { related } = await applyWork(cmdb, { relate: [pair] });
  const relation = related[0]?.id ?? '';
  const form = new FormData();
  form.append('file', new Blob(['%PDF-1.4 one'], { type: 'application/pdf' }), 'manual.pdf');
  const uploaded = await fetch(`${cmdb.url}/api/cards/${room}/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}` },
    body: form,
  });
  const document = (await uploaded.json()) as { id: string };
  const view = (await call('POST', '/views', { class: 'Room', name: 'Ours' })).body;
  const then = await pause();
  await applyWork(cmdb, {
    update: [{ id: room, attributes: { Code: 'R1 (old)' } }],
    unrelate: [{ id: relation }],
  });
  await call('PUT', `/documents/${document.id}/links/${computer}`, {});
  await call('DELETE', `/views/${view.id}`, undefined, '*');

  const at = async (address: string, instant: string) => {
    const { status, body } = await call('GET', `${address}?asOf=${instant}`);
    return status === 200 ? body : status;
  };

  expect(await at(`/relations/${relation}`, then)).toMatchObject({ source: { code: 'R1' } });
  expect((await call('GET', `/relations/${relation}`)).status).toBe(404);
  expect((await at(`/documents/${document.id}`, then)).cards).toMatchObject([{ code: 'R1' }]);
  expect((await call('GET', `/documents/${document.id}`)).body.cards).toHaveLength(2);
  expect(await at(`/views/${view.id}`, then)).toMatchObject({ name: 'Ours' });
  expect((await call('GET', `/views/${view.id}`)).status).toBe(404);
  for (const address of [`/relations/${relation}`, `/documents/${document.id}`, `/views/${view.id}`]) {
    expect(await at(address, before)).toBe(404);
  }
});
