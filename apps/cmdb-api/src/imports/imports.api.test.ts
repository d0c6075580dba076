import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { countTable, createCard } from '../../../../tests/cmdb/card-work.ts';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { xlsxOf } from '../../../../tests/cmdb/xlsx-file.ts';
import { tryOccupyJob } from '../platform/jobs/job-lock.repository.ts';
import { JobUpkeep } from '../platform/jobs/job-upkeep.ts';

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

describe('a workbook', () => {
  test('is checked and written as CSV is, its numbers and days by their types', async () => {
    const room = await createCard(cmdb, 'Room', { Code: 'R1' });
    const rows = `<row r="1">${texts('A1', 'Code', 'B1', 'RAM', 'C1', 'PurchaseDate', 'D1', 'LastInventoryAt', 'E1', 'Room')}</row>
      <row r="2">${texts('A2', '=PC-1')}<c r="B2"><v>4096</v></c><c r="C2" s="4"><v>46349</v></c><c r="D2" s="4"><v>46349</v></c>${texts('E2', 'R1')}</row>
      <row r="3"><c r="A3"><v>7</v></c>${texts('B3', '8')}<c r="C3" s="5"><v>46349.5</v></c></row>
      <row r="4">${texts('A4', 'PC-3')}<c r="B4"><f>1+1</f></c></row>`;

    const job = await check(await xlsxOf([rows]));
    const [, second, third] = await rowsOf(job.id);
    await apply(job.id, { partial: true });

    expect(job.counts).toEqual({ create: 1, fault: 2 });
    expect(second.faults).toEqual([{ path: 'PurchaseDate', message: 'must be a day, like 2026-11-23' }]);
    expect(second.cells.slice(0, 2)).toEqual(['7', '8']);
    expect(third.faults[0]).toMatchObject({ path: 'RAM', message: expect.stringContaining('formula') });
    const { body } = await call('GET', '/classes/Computer/cards');
    expect(body.items[0].attributes).toMatchObject({
      Code: '=PC-1',
      RAM: 4096,
      PurchaseDate: '2026-11-23',
      LastInventoryAt: '2026-11-23T00:00:00.000Z',
      Room: { id: room },
    });
  });

  test('of an old kind or with a password is refused with what to do', async () => {
    const { status, body } = await upload(Buffer.from('d0cf11e0a1b11ae1'.padEnd(4_000, '0'), 'hex'));

    expect(status).toBe(400);
    expect(body.faults).toEqual([
      { path: 'file', message: expect.stringContaining('save it as XLSX or CSV without a password') },
    ]);
  });

  test('leaves nothing in the folder for temporary files', async () => {
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith('popis-import-'));

    await check(await xlsxOf([[['Code'], ['PC-1']]]));
    await upload(await xlsxOf(['<row>']));

    const after = (await readdir(tmpdir())).filter((name) => name.startsWith('popis-import-'));
    expect(after).toEqual(before);
  });

  function texts(...placed: string[]): string {
    let xml = '';
    for (let index = 0; index < placed.length; index += 2) {
      xml += `<c r="${placed[index]}" t="inlineStr"><is><t>${placed[index + 1]}</t></is></c>`;
    }
    return xml;
  }
});

describe('what a restart interrupts', () => {
  const look = () => cmdb.app.nest.get(JobUpkeep).lookAfter();

  test('goes on: the check of a file', async () => {
    const job = await check('Code\nPC-1\nPC-2\n');
    await cmdb.query(`UPDATE import_row SET verdict = NULL WHERE import_id = $1 AND number = 2`, [job.id]);
    await cmdb.query(`UPDATE import_job SET state = 'checking', done = 1 WHERE id = $1`, [job.id]);

    await look();

    expect(await until(job.id, 'checked')).toMatchObject({ done: 2, counts: { create: 2 } });
  });

  test('goes on: the writing of rows, in the name of who began it', async () => {
    const job = await check('Code\nPC-1\nPC-2\n');
    await cmdb.query(
      `UPDATE import_job SET state = 'applying', done = 0, applied_by = 'ana', apply_reason = 'stocktaking' WHERE id = $1`,
      [job.id],
    );

    await look();

    expect(await until(job.id, 'applied')).toMatchObject({ done: 2, counts: { create: 2 } });
    const [change] = await cmdb.query<{ actor: string; reason: string }>(
      'SELECT change.actor, change.reason FROM change JOIN card ON card.change_id = change.id LIMIT 1',
    );
    expect(change).toEqual({ actor: 'ana', reason: 'Import of list.csv: stocktaking' });
  });

  test('is deleted after thirty days with its rows, but never while it runs', async () => {
    const old = await check('Code\nPC-1\n');
    const young = await check('Code\nPC-2\n');
    await cmdb.query(`UPDATE import_job SET started_at = now() - interval '31 days' WHERE id = $1`, [old.id]);
    const [running] = await cmdb.query<{ id: string }>(
      `INSERT INTO import_job (id, class_id, file_name, mode, key, columns, state, started_by, started_at)
       SELECT gen_random_uuid(), class_id, 'broken', mode, key, '[]', 'applying', 'ana', now() - interval '31 days'
       FROM import_job WHERE id = $1 RETURNING id`,
      [old.id],
    );

    // Another process is at it; else this one would go on with it, bring it to its end, and delete it.
    await cmdb.app.database.transaction(async (tx) => {
      await tryOccupyJob(tx, `apply import ${running?.id}`);
      await look();
    });

    expect((await call('GET', `/imports/${old.id}`)).status).toBe(404);
    expect(await countTable(cmdb, `import_row WHERE import_id = '${old.id}'`)).toBe(0);
    expect((await call('GET', `/imports/${young.id}`)).status).toBe(200);
    expect((await call('GET', `/imports/${running?.id}`)).status).toBe(200);
  });
});

test.each(['csv', 'xlsx'])('what an export as %s wrote is unchanged when it is imported', async (format) => {
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

  for (const separator of format === 'csv' ? ['comma', 'semicolon', 'tab'] : ['comma']) {
    const exported = await fetch(
      `${cmdb.url}/api/classes/Computer/cards/export?format=${format}&separator=${separator}`,
      { headers: { authorization: `Bearer ${adminToken}` } },
    );
    const file = Buffer.from(await exported.arrayBuffer());
    for (const key of ['_id', 'Code']) {
      const job = await check(file, `key=${key}`);

      expect(await rowsOf(job.id, 'verdict=fault')).toEqual([]);
      expect(job.counts).toEqual({ unchanged: 300 });
    }
  }
});
