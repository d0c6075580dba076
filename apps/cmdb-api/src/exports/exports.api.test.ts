import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import yauzl from 'yauzl';
import { createCard } from '../../../../tests/cmdb/card-work.ts';
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

const exported = (parameters: string, className = 'Computer') =>
  call('GET', `/classes/${className}/cards/export?${parameters}`);

/** An export as XLSX and the text of its first sheet. */
async function workbook(parameters: string) {
  const response = await fetch(`${cmdb.url}/api/classes/Computer/cards/export?format=xlsx&${parameters}`, {
    headers: { authorization: `Bearer ${adminToken}` },
  });
  const zip = await yauzl.fromBufferPromise(Buffer.from(await response.arrayBuffer()), { lazyEntries: true });
  const { value: entry } = await zip.eachEntry().next();
  return {
    status: response.status,
    headers: response.headers,
    sheet: await text(await zip.openReadStreamPromise(entry)),
  };
}

describe('an export', () => {
  test('is the list as it is asked for: its columns, filter and order', async () => {
    const room = await createCard(cmdb, 'Room', { Code: 'R1' });
    await createCard(cmdb, 'Computer', { Code: 'PC-1', RAM: 4096, Room: room });
    await createCard(cmdb, 'Computer', { Code: 'PC-2', RAM: 8192, Description: 'one, "two"; three' });
    await createCard(cmdb, 'Computer', { Code: 'PC-3' });
    const filter = encodeURIComponent('{"attribute":"RAM","operator":"isnotnull"}');

    const { status, headers, body } = await exported(
      `columns=Code,RAM,Room,Description&filter=${filter}&sort=-RAM`,
    );

    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toContain('attachment; filename="Computer.csv"');
    // fetch takes the byte order mark off
    expect(body).toBe('Code,RAM,Room,Description\r\nPC-2,8192,,"one, ""two""; three"\r\nPC-1,4096,R1,\r\n');
  });

  test('has every column, id and class among them, unless some are named', async () => {
    const id = await createCard(cmdb, 'Computer', { Code: 'PC-1' });

    const { body } = await exported('', 'Item');

    const [heading, line] = body.split('\r\n');
    expect(heading).toMatch(/^_id,_class,Code,Description,/);
    expect(heading).toContain(',SerialNumber,');
    expect(line).toMatch(new RegExp(`^${id},Computer,PC-1,,`));
  });

  test('of JSON has the attributes asked for and shows references whole', async () => {
    const room = await createCard(cmdb, 'Room', { Code: 'R1' });
    const id = await createCard(cmdb, 'Computer', { Code: 'PC-1', Room: room });

    const { body, headers } = await exported('format=json&columns=Room,RAM');

    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(body).toMatchObject([{ id, class: 'Computer', attributes: { Room: { id: room }, RAM: null } }]);
    expect(Object.keys(body[0].attributes)).toEqual(['Room', 'RAM']);
  });

  test('shows columns of related cards', async () => {
    const floor = await createCard(cmdb, 'Floor', { Code: 'F1', Level: 3 });
    const room = await createCard(cmdb, 'Room', { Code: 'R1', Floor: floor });
    const pc = await createCard(cmdb, 'Computer', { Code: 'PC-1', Room: room });
    await createCard(cmdb, 'Monitor', { Code: 'M-1', Computer: pc });
    await createCard(cmdb, 'Monitor', { Code: 'M-2', Computer: pc });
    const columns = 'Code,Room.Floor.Level,ComputerMonitors.Code';

    const csv = await exported(`columns=${columns}`);
    const json = await exported(`columns=${columns}&format=json`);

    expect(csv.body).toBe(`${columns}\r\nPC-1,3,"M-1; M-2"\r\n`);
    expect(json.body[0].attributes).toEqual({
      Code: 'PC-1',
      'Room.Floor.Level': 3,
      'ComputerMonitors.Code': ['M-1', 'M-2'],
    });
  });

  test('as XLSX has the list with its columns, order and types', async () => {
    await createCard(cmdb, 'Computer', { Code: '=1+1', RAM: 1, PurchaseDate: '2026-11-23' });
    await createCard(cmdb, 'Computer', { Code: 'PC-2', RAM: 2 });

    const { status, headers, sheet } = await workbook('columns=Code,RAM,PurchaseDate&sort=-RAM');

    expect(status).toBe(200);
    expect(headers.get('content-disposition')).toContain('attachment; filename="Computer.xlsx"');
    expect(sheet).toContain(
      '<row r="2"><c r="A2" s="2" t="inlineStr"><is><t xml:space="preserve">PC-2</t></is></c><c r="B2" s="6"><v>2</v></c></row>' +
        '<row r="3"><c r="A3" s="3" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c><c r="B3" s="6"><v>1</v></c><c r="C3" s="4"><v>46349</v></c></row>',
    );
    expect(sheet).not.toContain('<f>');
  });

  test('as XLSX is refused before a byte is sent when a text is too long for a cell', async () => {
    await createCard(cmdb, 'Computer', { Code: 'PC-1', Notes: 'x'.repeat(32_767) });
    await createCard(cmdb, 'Computer', { Code: 'PC-2', Notes: '😀'.repeat(16_384) });

    const refused = await exported('format=xlsx');
    const without = await workbook('columns=Code');
    const filter = encodeURIComponent('{"attribute":"Code","operator":"equal","value":"PC-1"}');

    expect(refused.status).toBe(400);
    expect(refused.body.faults).toEqual([
      { path: 'query.columns', message: expect.stringMatching(/^"Notes" of PC-2 has more than 32767/) },
    ]);
    expect(without.status).toBe(200);
    expect((await workbook(`filter=${filter}`)).status).toBe(200);
  });

  test('of nothing is a heading, or an empty array', async () => {
    expect((await exported('columns=Code')).body).toBe('Code\r\n');
    expect((await exported('format=json')).body).toEqual([]);
  });

  test('shows what was true at an instant', async () => {
    const id = await createCard(cmdb, 'Computer', { Code: 'PC-1', RAM: 1 });
    const [before] = await cmdb.query<{ at: Date }>('SELECT max(at) AS at FROM change');
    await cmdb.edit({ update: [{ id, attributes: { RAM: 2 } }] });

    const { body } = await exported(`columns=RAM&asOf=${before?.at.toISOString()}`);

    expect(body).toBe('RAM\r\n1\r\n');
  });

  test('holds nothing that a spreadsheet would run', async () => {
    await createCard(cmdb, 'Computer', { Code: '=1+1', Description: '@SUM(A1)', OS: '-2', RAM: -5 });

    const { body } = await exported('columns=Code,Description,OS,RAM');

    expect(body).toBe("Code,Description,OS,RAM\r\n'=1+1,'@SUM(A1),-2,-5\r\n");
  });

  test('is longer than one batch of the database, in one order without gaps', async () => {
    const codes = Array.from({ length: 1_201 }, (_, index) => `PC-${String(index).padStart(5, '0')}`);
    await cmdb.edit({ create: codes.map((Code) => ({ class: 'Computer', attributes: { Code } })) });

    const { body } = await exported('columns=Code&separator=semicolon');

    expect(body.trim().split('\r\n')).toEqual(['Code', ...codes]);
  });

  test('with faults is refused with all of them before a byte is sent', async () => {
    const wrong = await exported('columns=Code,Colour,Smell');
    const unknown = await exported('', 'Nothing');

    expect(wrong.status).toBe(400);
    expect(wrong.body.faults.map((fault: { message: string }) => fault.message)).toEqual([
      '"Colour" does not exist',
      '"Smell" does not exist',
    ]);
    expect(unknown.status).toBe(404);
  });

  test('that its reader leaves gives its connection back', async () => {
    const cards = Array.from({ length: 3_000 }, (_, index) => ({
      class: 'Computer',
      attributes: { Code: `PC-${index}`, Description: 'x'.repeat(400) },
    }));
    await cmdb.edit({ create: cards });
    for (let round = 0; round < 12; round += 1) {
      const controller = new AbortController();
      const answer = await fetch(`${cmdb.url}/api/classes/Computer/cards/export`, {
        headers: { authorization: `Bearer ${adminToken}` },
        signal: controller.signal,
      });
      await answer.body?.getReader().read();
      controller.abort();
      await expect.poll(countOpen).toBe(0);
    }

    expect((await exported('columns=Code')).status).toBe(200);
  });

  async function countOpen(): Promise<number> {
    const rows = await cmdb.query<{ found: number }>(
      `SELECT count(*)::integer AS found FROM pg_stat_activity
       WHERE datname = current_database() AND state = 'idle in transaction'`,
    );
    return rows[0]?.found ?? -1;
  }
});
