import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
});
afterAll(() => cmdb.stop());

let codes = 0;
function nextCode(): string {
  codes += 1;
  return `RP-${codes}`;
}

/** A room whose lease was signed, got a second version, was hung on another room and taken off; with a note that was struck. */
async function keepPapers(): Promise<{ id: string; second: string }> {
  const { created } = await cmdb.edit({ create: [{ class: 'Room', attributes: { Code: nextCode() } }] });
  const other = await cmdb.edit({ create: [{ class: 'Room', attributes: { Code: nextCode() } }] });
  const [id = '', second = ''] = [created[0], other.created[0]];
  const document = await upload(`/cards/${id}/documents`, '%PDF-1.4 one', 'signed');
  const note = await call('POST', `/cards/${id}/journal`, { text: 'was painted' });
  await upload(`/documents/${document.id}/versions`, '%PDF-1.4 two', 'longer');
  await call('POST', `/cards/${id}/journal/${note.body.id}/strike`, { reason: 'meant R2' });
  await call('PUT', `/documents/${document.id}/links/${second}`, {});
  await call('DELETE', `/documents/${document.id}/links/${id}?reason=over`);
  return { id, second };
}

async function upload(address: string, text: string, reason: string): Promise<{ id: string }> {
  const form = new FormData();
  form.append('reason', reason);
  form.append('file', new Blob([text], { type: 'application/pdf' }), 'lease.pdf');
  const headers = { authorization: `Bearer ${adminToken}` };
  const answer = await fetch(`${cmdb.url}/api${address}`, { method: 'POST', headers, body: form });
  expect(answer.ok).toBe(true);
  return answer.json();
}

describe('the history of a card', () => {
  test('tells what happened to its documents and in its journal, with each later version', async () => {
    const { id, second } = await keepPapers();

    const { body } = await call('GET', `/cards/${id}/history`);
    const elsewhere = await call('GET', `/cards/${second}/history`);

    const document = { id: expect.any(String), name: 'lease.pdf' };
    const note = { id: expect.any(String), text: 'was painted' };
    expect(body.total).toBe(6);
    expect(body.items).toMatchObject([
      { action: 'detached', document: { ...document, version: 2 }, change: { reason: 'over' } },
      { action: 'struck', note, change: { reason: 'meant R2' } },
      { action: 'versioned', document: { ...document, version: 2 } },
      { action: 'noted', note, change: { actor: 'admin' }, differences: [] },
      { action: 'attached', document: { ...document, version: 1 }, change: { reason: 'signed' } },
      { action: 'created' },
    ]);
    // Where it came to hang later, it came with the version of then.
    expect(elsewhere.body.items).toMatchObject([
      { action: 'attached', document: { ...document, version: 2 } },
      { action: 'created' },
    ]);
  });

  test('is counted as it is told', async () => {
    const { id } = await keepPapers();

    const { body } = await call('GET', `/cards/${id}/counts`);

    expect(body.changes).toBe(6);
  });

  test('as of an instant tells nothing of what came later', async () => {
    const { id } = await keepPapers();
    const { body: whole } = await call('GET', `/cards/${id}/history`);

    for (const [index, { at }] of whole.items.entries()) {
      const { body } = await call('GET', `/cards/${id}/history?asOf=${at}`);

      expect(body.total).toBe(whole.total - index);
      expect(body.items).toEqual(whole.items.slice(index));
    }
    const before = new Date(Date.parse(whole.items.at(-1).at) - 1).toISOString();
    expect((await call('GET', `/cards/${id}/history?asOf=${before}`)).status).toBe(404);
  });

  test('as of an instant names other cards as they were then', async () => {
    const { created } = await cmdb.edit({ create: [{ class: 'Room', attributes: { Code: 'R1' } }] });
    const room = created[0] ?? '';
    const attributes = { Code: 'PC-1', Room: room };
    const { body: pc } = await call('POST', '/classes/Computer/cards', { attributes });
    const at = (await call('GET', `/cards/${pc.id}/history`)).body.items[0].at;
    await cmdb.edit({ update: [{ id: room, attributes: { Code: 'R1 (old)' } }] });

    const now = await call('GET', `/cards/${pc.id}/history`);
    const then = await call('GET', `/cards/${pc.id}/history?asOf=${at}`);

    expect(now.body.items[1].relation.card.code).toBe('R1 (old)');
    expect(then.body.items[1].relation.card.code).toBe('R1');
  });

  test('tells a relation that got other attributes as changed, with old and new', async () => {
    const { created } = await cmdb.edit({
      create: [
        { class: 'Employee', attributes: { Code: 'E1' } },
        { class: 'Workspace', attributes: { Code: 'W1' } },
      ],
    });
    const [employee = '', workspace = ''] = created;
    await call('POST', '/domains', {
      name: 'Keys',
      label: 'Keys',
      source: 'Employee',
      target: 'Workspace',
      cardinality: 'N:N',
      directLabel: 'has a key of',
      inverseLabel: 'is unlocked by',
      attributes: [{ name: 'Number', label: 'Number', type: 'string' }],
    });
    const pair = { domain: 'Keys', source: employee, target: workspace };
    await cmdb.edit({ relate: [{ ...pair, attributes: { Number: '7' } }] });
    await cmdb.edit({ relate: [{ ...pair, attributes: { Number: '8' } }] });

    const { body } = await call('GET', `/cards/${workspace}/history`);

    expect(body.items.slice(0, 2)).toMatchObject([
      {
        action: 'changed',
        differences: [{ attribute: 'Number', old: '7', new: '8' }],
        relation: { label: 'is unlocked by', card: { code: 'E1' } },
      },
      { action: 'related', differences: [{ attribute: 'Number', old: null, new: '7' }] },
    ]);
  });
});
