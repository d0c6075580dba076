import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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
      '"Colour" is no attribute of the class',
      '"Smell" is no attribute of the class',
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
