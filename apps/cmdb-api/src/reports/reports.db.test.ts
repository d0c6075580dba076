import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { CardWriter } from '../cards/card-writer.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { toDemoWork } from '../seed/demo-estate.ts';
import { startReports } from './start-reports.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  const writer = cmdb.app.nest.get(CardWriter);
  const context = { actor: 'popis', source: 'seed' };
  await cmdb.app.database.transaction((tx) => writer.apply(tx, context, toDemoWork()));
});
afterAll(() => cmdb.stop());

async function columnsOf(view: string): Promise<Record<string, string>> {
  const rows = await cmdb.query<{ name: string; type: string }>(
    `SELECT column_name AS name, data_type AS type FROM information_schema.columns
     WHERE table_schema = 'report' AND table_name = $1`,
    [view],
  );
  return Object.fromEntries(rows.map(({ name, type }) => [name, type]));
}

function start(): Promise<void> {
  return startReports(cmdb.app.database, cmdb.app.nest.get(CatalogueService));
}

describe('the view of a class', () => {
  test('has a column for each attribute, with its type', async () => {
    expect(await columnsOf('computer')).toMatchObject({
      id: 'uuid',
      class: 'text',
      code: 'text',
      ram: 'bigint',
      ip_address: 'inet',
      purchase_date: 'date',
      last_inventory_at: 'timestamp with time zone',
      workspace_code: 'text',
      workspace_id: 'uuid',
    });
    expect(await columnsOf('contract')).toMatchObject({ amount: 'numeric', end_date: 'date' });
  });

  test('shows its cards, references by code and id, and those of the classes below it', async () => {
    const [pc] = await cmdb.query<{ workspace_id: string; workspace_code: string }>(
      "SELECT * FROM report.computer WHERE code = 'DEMO-PC1'",
    );
    const items = await cmdb.query(
      'SELECT class, count(*)::integer AS cards FROM report.item GROUP BY class',
    );
    const [workspace] = await cmdb.query("SELECT id FROM report.workspace WHERE code = 'DEMO-W02'");

    expect(pc).toMatchObject({
      class: 'Computer',
      ram: '16384',
      supplier_code: 'DEMO-S1',
      workspace_code: 'DEMO-W02',
    });
    expect({ id: pc?.workspace_id }).toEqual(workspace);
    expect(items).toEqual(expect.arrayContaining([{ class: 'Computer', cards: 3 }]));
    expect(items).toHaveLength(6);
  });

  test('shows nothing where a value is none of its type', async () => {
    await cmdb.query(
      `UPDATE card SET attributes = attributes || '{"RAM": "much"}' WHERE card.code = 'DEMO-PC2'`,
    );

    expect(await cmdb.query("SELECT ram FROM report.computer WHERE code = 'DEMO-PC2'")).toEqual([
      { ram: null },
    ]);
  });
});

describe('a change of the model', () => {
  test('renews the views that it is about, those of classes below included, and no other', async () => {
    const oids = () =>
      cmdb.query<{ name: string; oid: number }>(
        "SELECT relname AS name, oid::integer AS oid FROM pg_class WHERE relnamespace = 'report'::regnamespace",
      );
    const before = new Map((await oids()).map(({ name, oid }) => [name, oid]));

    const { status } = await call('POST', '/classes/Computer/attributes', {
      name: 'LastAuditAt',
      label: 'Last audit',
      type: 'timestamp',
    });

    const renewed = (await oids()).filter(({ name, oid }) => before.get(name) !== oid);
    expect(status).toBe(201);
    expect(await columnsOf('computer')).toMatchObject({ last_audit_at: 'timestamp with time zone' });
    expect(renewed.map(({ name }) => name)).toEqual(['computer']);
  });

  test('is refused when it would take a view from under one of somebody else', async () => {
    await cmdb.query('CREATE VIEW public.own_report AS SELECT code FROM report.printer');
    const attribute = { name: 'Colour', label: 'Colour', type: 'boolean' };

    const refused = await call('POST', '/classes/Printer/attributes', attribute);
    const columns = await columnsOf('printer');
    await cmdb.query('DROP VIEW public.own_report');
    const accepted = await call('POST', '/classes/Printer/attributes', attribute);

    expect(refused.status).toBe(409);
    expect(refused.body.detail).toMatch(/"printer"/);
    expect(columns.colour).toBeUndefined();
    expect(accepted.status).toBe(201);
  });

  test('that makes a class makes its view', async () => {
    await call('POST', '/classes', { name: 'Vehicle', label: 'Vehicle', superclass: 'Item' });

    expect(await columnsOf('vehicle')).toMatchObject({ code: 'text', room_code: 'text' });
  });
});

describe('a start', () => {
  test('makes what is missing and leaves the rest', async () => {
    await cmdb.query('DROP VIEW report.licence');

    await start();
    await start();

    expect(await columnsOf('licence')).toMatchObject({ seats: 'bigint' });
  });
});

test('who has the role sees the report views and nothing else', async () => {
  const [place] = await cmdb.query<{ name: string }>('SELECT current_database() AS name');
  const reporter = `reporter_${place?.name.replaceAll(/\W/g, '_')}`;
  await cmdb.query(`CREATE ROLE "${reporter}" LOGIN PASSWORD 'for-this-test' IN ROLE popis_report`);
  const url = new URL(await databaseUrl());
  url.username = reporter;
  url.password = 'for-this-test';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    const seen = await client.query(
      'SELECT code FROM report.vehicle UNION ALL SELECT code FROM report.computer',
    );
    expect(seen.rows).toHaveLength(3);
    for (const table of ['card', 'card_history', 'account', 'session', 'report_view']) {
      await expect(client.query(`SELECT * FROM public.${table}`)).rejects.toThrow(/permission denied/);
    }
    for (const statement of [
      "UPDATE report.computer SET code = 'x'",
      'CREATE TABLE report.mine (a integer)',
      'CREATE TABLE public.mine (a integer)',
    ]) {
      await expect(client.query(statement)).rejects.toThrow();
    }
    const { rows } = await client.query<{ schema: string; name: string }>(
      `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
       WHERE table_schema NOT IN ('pg_catalog', 'information_schema', 'report')`,
    );
    expect(rows).toEqual([]);
  } finally {
    await client.end();
    await cmdb.query(`DROP ROLE "${reporter}"`);
  }
});

async function databaseUrl(): Promise<string> {
  const options = cmdb.app.database.single.connection.options;
  if (!('url' in options) || typeof options.url !== 'string') throw new Error('The database has no address');
  return options.url;
}
