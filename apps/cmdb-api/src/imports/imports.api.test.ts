import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { countTable, createCard } from '../../../../tests/cmdb/card-work.ts';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
});
afterAll(() => cmdb.stop());
beforeEach(() => cmdb.clear());

interface Job {
  id: string;
  state: string;
  rows: number;
  done: number;
  counts: Record<string, number>;
  columns: { heading: string; attribute: string | null }[];
}

async function upload(content: string | Buffer<ArrayBuffer>, parameters = '', className = 'Computer') {
  const form = new FormData();
  form.set('file', new Blob([content]), 'list.csv');
  const response = await fetch(`${cmdb.url}/api/classes/${className}/imports?${parameters}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}` },
    body: form,
  });
  return { status: response.status, body: await response.json() };
}

async function until(id: string, state: string): Promise<Job> {
  await expect
    .poll(async () => (await call('GET', `/imports/${id}`)).body.state, { timeout: 20_000 })
    .toBe(state);
  return (await call('GET', `/imports/${id}`)).body;
}

async function check(
  content: string | Buffer<ArrayBuffer>,
  parameters = '',
  className = 'Computer',
): Promise<Job> {
  const { status, body } = await upload(content, parameters, className);
  expect(status, JSON.stringify(body)).toBe(201);
  return until(body.id, 'checked');
}

async function apply(id: string, body: object = {}): Promise<Job> {
  const { status } = await call('POST', `/imports/${id}/apply`, body);
  expect(status).toBe(202);
  return until(id, 'applied');
}

const rowsOf = async (id: string, parameters = '') =>
  (await call('GET', `/imports/${id}/rows?${parameters}`)).body.items;

describe('checking a file', () => {
  test('says of each row what would become of it, and writes no card', async () => {
    await createCard(cmdb, 'Computer', { Code: 'PC-1', RAM: 1 });
    await createCard(cmdb, 'Computer', { Code: 'PC-2', RAM: 2 });

    const job = await check('Code,RAM\nPC-1,1\nPC-2,9\nPC-3,3\nPC-4,much\n');

    expect(job).toMatchObject({ rows: 4, done: 4, counts: { unchanged: 1, update: 1, create: 1, fault: 1 } });
    const rows = await rowsOf(job.id);
    expect(rows.map((row: { verdict: string }) => row.verdict)).toEqual([
      'unchanged',
      'update',
      'create',
      'fault',
    ]);
    expect(rows[3].faults).toEqual([{ path: 'RAM', message: 'must be a number, not "much"' }]);
    expect(await countTable(cmdb, 'card')).toBe(2);
  });

  test('finds every fault of a row with its column', async () => {
    const job = await check(
      'Code;Memory size;Status;Room;PurchaseDate\n;x;eaten;R9;soon\nPC-1;1;;;\nPC-1;2;;;\n',
      `mapping=${encodeURIComponent('{"Memory size":"RAM"}')}`,
    );

    const [first, , third] = await rowsOf(job.id);
    const paths = first.faults.map((fault: { path: string }) => fault.path);
    expect(paths.sort()).toEqual(['', 'Memory size', 'PurchaseDate', 'Room']);
    expect(third.faults).toEqual([{ path: '', message: 'has the same key as row 2' }]);
  });

  test('holds to the mode', async () => {
    await createCard(cmdb, 'Computer', { Code: 'PC-1' });
    const file = 'Code,OS\nPC-1,a\nPC-2,b\n';

    expect((await check(file, 'mode=create')).counts).toEqual({ fault: 1, create: 1 });
    expect((await check(file, 'mode=update')).counts).toEqual({ fault: 1, update: 1 });
  });

  test('reads code pages and labels', async () => {
    const job = await check(Buffer.from('Code;Operating system\nPC-1;\x8atampa\xe8\n', 'latin1'));

    expect(job.columns).toEqual([
      { heading: 'Code', attribute: 'Code' },
      { heading: 'Operating system', attribute: 'OS' },
    ]);
    expect((await rowsOf(job.id))[0].cells).toEqual(['PC-1', 'Štampač']);
  });

  test.each([
    ['no rows', '', ''],
    ['a key without a column', 'OS\nx\n', ''],
    ['an unknown attribute', 'Code,X\n1,2\n', `mapping=${encodeURIComponent('{"X":"Colour"}')}`],
    ['one attribute twice', 'Code,code\n1,2\n', ''],
    ['too many columns', `Code,${'x,'.repeat(600)}\n`, ''],
    ['bytes that are not of its encoding', Buffer.from([0x43, 0xff, 0x0a]), 'encoding=utf-8'],
  ])('refuses a file with %s and keeps nothing of it', async (_what, content, parameters) => {
    const { status, body } = await upload(content, parameters);

    expect(status).toBe(400);
    expect(body.faults.length).toBeGreaterThan(0);
    expect(await countTable(cmdb, `import_job WHERE state = 'reading'`)).toBe(0);
  });
});

describe('applying', () => {
  test('writes the rows with where they are from, and tells the cards', async () => {
    const room = await createCard(cmdb, 'Room', { Code: 'R1' });
    const job = await check('Code,RAM,Room\nPC-1,1,R1\n');

    const applied = await apply(job.id, { reason: 'stocktaking' });

    expect(applied).toMatchObject({ state: 'applied', done: 1, counts: { create: 1 } });
    const [row] = await rowsOf(job.id);
    const { body } = await call('GET', `/cards/${row.cardId}`);
    expect(body.attributes).toMatchObject({ Code: 'PC-1', RAM: 1, Room: { id: room } });
    const change = await call('GET', `/changes/${body.changeId}`);
    expect(change.body).toMatchObject({ reason: 'Import of list.csv: stocktaking', intact: true });
  });

  test('leaves faulty rows out only when told to, and gives them as a file', async () => {
    const job = await check('Code,RAM\nPC-1,1\n=x,much\n');
    expect((await call('POST', `/imports/${job.id}/apply`, {})).status).toBe(409);

    await apply(job.id, { partial: true });

    expect(await countTable(cmdb, 'card')).toBe(1);
    const file = await call('GET', `/imports/${job.id}/faulty-rows`);
    expect(file.body).toBe('Code,RAM,_faults\r\n\'=x,much,"RAM must be a number, not ""much"""\r\n');
  });

  test('parts a row that the database refuses from the others', async () => {
    await createCard(cmdb, 'Computer', { Code: 'PC-2' });
    const lines = ['Code', 'PC-1', 'PC-2', 'PC-3'];

    const job = await check(`${lines.join('\n')}\n`, 'mode=create&key=');
    expect(job.counts).toEqual({ create: 3 });
    const applied = await apply(job.id, { partial: true });

    const [, faulty] = await rowsOf(job.id);
    expect(applied.counts).toEqual({ create: 2, fault: 1 });
    expect(faulty.faults).toMatchObject([{ path: 'Code', message: expect.stringContaining('PC-2') }]);
  });

  test('twice writes nothing twice', async () => {
    const job = await check('Code\nPC-1\n');
    await apply(job.id);

    expect((await call('POST', `/imports/${job.id}/apply`, {})).status).toBe(409);
    expect((await check('Code\nPC-1\n')).counts).toEqual({ unchanged: 1 });
    expect(await countTable(cmdb, 'card_history')).toBe(0);
  });

  test('clears what a cell leaves empty', async () => {
    const id = await createCard(cmdb, 'Computer', { Code: 'PC-1', OS: 'Debian', RAM: 1 });
    await apply((await check('Code,OS\nPC-1,\n')).id);

    const { body } = await call('GET', `/cards/${id}`);
    expect(body.attributes).toMatchObject({ OS: null, RAM: 1 });
  });
});

test('what an export wrote is unchanged when it is imported', async () => {
  const text = fc.string({
    unit: fc.constantFrom('=', "'", '"', ',', ';', '\r', '\n', '\t', ' ', '-', '1', 'č', 'x'),
  });
  const values = fc.record({
    Description: fc.oneof(
      text,
      fc.string({ maxLength: 50 }).filter((given) => !given.includes('\0')),
    ),
    OS: text,
    Notes: text,
    RAM: fc.oneof(fc.constant(null), fc.maxSafeInteger()),
    PurchaseDate: fc.constantFrom(null, '2026-02-28'),
    LastInventoryAt: fc.constantFrom(null, '2026-11-23T08:30:00.123Z'),
  });
  const rooms = [
    await createCard(cmdb, 'Room', { Code: 'R=1' }),
    await createCard(cmdb, 'Room', { Code: '-7' }),
  ];
  const samples = fc.sample(values, 300);
  const create = samples.map((attributes, index) => ({
    class: 'Computer',
    attributes: { Code: `=PC-${index}`, Room: rooms[index % 3] ?? null, ...attributes },
  }));
  await cmdb.edit({ create });

  for (const separator of ['comma', 'semicolon', 'tab']) {
    const exported = await call('GET', `/classes/Computer/cards/export?separator=${separator}`);
    for (const key of ['_id', 'Code']) {
      const job = await check(exported.body, `key=${key}`);

      expect(await rowsOf(job.id, 'verdict=fault')).toEqual([]);
      expect(job.counts).toEqual({ unchanged: 300 });
    }
  }
});
