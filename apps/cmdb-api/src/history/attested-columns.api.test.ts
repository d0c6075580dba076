import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { applyWork } from '../../../../tests/cmdb/card-work.ts';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { computer as computerRecord, makeRun } from '../../../../tests/cmdb/runs.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { SealingService } from '../changes/sealing.service.ts';
import type { Tx } from '../platform/database/database.ts';
import { errorCode } from '../platform/database/violations.ts';
import { type HistoryVerdict, verifyHistory } from './verify-history.ts';

/** Every table that history attests, and each column of it that no hash covers, with the reason. */
const attested: Record<string, Record<string, string>> = {
  card: { revision: 'an ETag, not a value', search_text: 'generated' },
  card_history: {},
  relation: { source_once: 'held by a key to the domain', target_once: 'held by a key to the domain' },
  relation_history: {},
  document: { search_text: 'generated' },
  document_version: {},
  document_link: {},
  journal_note: {},
  saved_view: {},
  view_tabs: {},
  source_policy: {},
  quarantine_answer: {},
  class: { id: 'tested below', change_id: 'model_change says it' },
  attribute: { id: 'names an index', change_id: 'model_change says it' },
  domain: {
    id: 'tested below',
    change_id: 'model_change says it',
    source_once: 'generated',
    target_once: 'generated',
  },
  lookup: { id: 'leads to its values', change_id: 'model_change says it' },
  lookup_value: { id: 'order of making' },
  model_change: { seq: 'order within a change that only adds' },
  change: {},
  sealed_change: {},
  seal: {},
};

let cmdb: TestCmdb;
let columns: { table_name: string; column_name: string; data_type: string; udt_name: string }[];

beforeAll(async () => {
  cmdb = await startTestCmdb();
  await writeOfEverything();
  await vi.waitFor(async () => {
    await cmdb.app.nest.get(SealingService).sealSettled();
    expect(await cmdb.query('SELECT change_id FROM unsealed_change')).toEqual([]);
  }, 20_000);
  columns = await cmdb.query(
    `SELECT table_name, column_name, data_type, udt_name FROM information_schema.columns
     JOIN pg_class ON pg_class.oid = format('public.%I', table_name)::regclass AND NOT pg_class.relispartition
     WHERE table_schema = 'public' ORDER BY table_name, ordinal_position`,
  );
});
afterAll(() => cmdb.stop());

async function writeOfEverything(): Promise<void> {
  const call = requestsOf(cmdb, adminToken);
  const { created } = await applyWork(cmdb, {
    create: [
      { class: 'NetworkDevice', attributes: { Code: 'SW-1', Description: 'Switch' } },
      { class: 'Computer', attributes: { Code: 'PC-1', Description: 'Computer' } },
    ],
  });
  const [device = '', computer = ''] = created;
  const relate = { domain: 'NetworkDeviceItems', source: device, target: computer };
  await applyWork(cmdb, { relate: [{ ...relate, attributes: { Port: '1' } }] });
  const { related } = await applyWork(cmdb, { relate: [{ ...relate, attributes: { Port: '2' } }] });
  await applyWork(cmdb, { update: [{ id: computer, attributes: { Description: 'Another' } }] });
  expect(related).toHaveLength(1);
  const form = new FormData();
  form.set('description', 'first');
  form.set('file', new Blob(['1']), 'a.txt');
  const headers = { authorization: `Bearer ${adminToken}` };
  const uploaded = await fetch(`${cmdb.url}/api/cards/${computer}/documents`, {
    method: 'POST',
    headers,
    body: form,
  });
  const document: { id: string } = JSON.parse(await uploaded.text());
  await call('DELETE', `/documents/${document.id}/links/${computer}`);
  const note = await call('POST', `/cards/${computer}/journal`, { text: 'Fan is loud' });
  await call('POST', `/cards/${computer}/journal/${note.body.id}/strike`, { reason: 'it is not' });
  const view = await call('POST', '/views', { class: 'Computer', name: 'All', shared: true });
  await call('PATCH', `/views/${view.body.id}`, { name: 'All of them' }, '*');
  const tabs = { tabs: [view.body.id], first: view.body.id };
  await call('PUT', '/classes/Computer/tabs', tabs, '*');
  await call('PUT', '/classes/Computer/tabs/roles/reader', tabs, '*');
  await call('PUT', '/classes/Computer/tabs', { tabs: [] }, '*');
  await call('DELETE', `/views/${view.body.id}`, undefined, '*');
  await call('PATCH', '/classes/Computer', { label: 'PC' });
  await call('PUT', '/sources/ocs', { policy: { approval: [{ action: 'retire' }] } });
  await call('PUT', '/sources/ocs', { policy: {} });
  await makeRun(cmdb, [{ ...computerRecord('NA', {}), evidence: { serial: 'S-1' } }]);
  const waiting = await call('GET', '/quarantine');
  const answer = await call('POST', `/quarantine/${waiting.body.items[0].id}/answer`, {
    answer: 'same-card',
    card: computer,
    reason: 'known',
  });
  await call('DELETE', `/sources/ocs/answers/${answer.body.id}`);
  const views = await cmdb.query('SELECT FROM saved_view WHERE valid_to IS NOT NULL');
  expect(views).not.toEqual([]);
}

class Undone extends Error {}

async function verifyAfter(statement: string): Promise<string> {
  let verdict: HistoryVerdict | undefined;
  const work = async (tx: Tx) => {
    await tx.query('SET LOCAL session_replication_role = replica');
    await tx.query(statement);
    verdict = await verifyHistory(tx);
    throw new Undone();
  };
  try {
    await cmdb.app.database.transaction(work);
  } catch (error) {
    // A value that a table cannot hold is no forgery: SQL's class 23, integrity constraints.
    if (errorCode(error)?.startsWith('23')) return 'refused';
    if (!(error instanceof Undone)) throw error;
  }
  return verdict === undefined || verdict.intact ? 'intact' : verdict.fault;
}

/** SQL for another value of a column than the one that it has. */
function otherValue(
  column: string,
  { table_name, column_name, data_type, udt_name }: (typeof columns)[number],
): string {
  switch (data_type) {
    case 'uuid':
      return "'01970000-0000-7000-8000-000000000000'::uuid";
    case 'timestamp with time zone':
      // A seal is attested to the millisecond.
      return `coalesce(${column}, now()) + interval '1 ${table_name === 'seal' ? 'milli' : 'micro'}second'`;
    case 'boolean':
      return `NOT ${column}`;
    case 'bytea':
      return `decode('${'ab'.repeat(32)}', 'hex')`;
    case 'jsonb':
      if (`${table_name}.${column_name}` === 'domain.attributes') return `'[{"name": "Forged"}]'::jsonb`;
      return `'{"Forged": {"forged": 1}}'::jsonb`;
    case 'ARRAY':
      if (udt_name === '_uuid') return "ARRAY['01970000-0000-7000-8000-000000000000'::uuid]";
      return `ARRAY['Forged']::${udt_name.slice(1)}[]`;
    case 'text':
      return `coalesce(${column}, '') || 'x'`;
    default:
      // A number that leads nowhere is read as none.
      if (`${table_name}.${column_name}` === 'lookup.parent_id')
        return '(SELECT max(other.id) FROM lookup AS other)';
      return `coalesce(${column}, 0) + 1000`;
  }
}

test('every column of what history attests is in the list', () => {
  for (const [table, exceptions] of Object.entries(attested)) {
    const known = columns.filter((column) => column.table_name === table).map((column) => column.column_name);
    expect(known.length, table).toBeGreaterThan(0);
    expect(known, table).toEqual(expect.arrayContaining(Object.keys(exceptions)));
  }
});

test('every table that names changes is attested, or says why not', () => {
  const naming = columns.filter((column) => column.column_name.endsWith('change_id'));
  const others = {
    unsealed_change: 'what waits for its seal',
    bulk_card: 'how far a job has come',
    run_undo_change: 'how far an undo has come',
    withdrawn_card: 'which cards may come back; that they retired their history says',
    purge: 'tested with retention',
    removed_item: 'tested with retention',
  };

  const unknown = naming.filter(({ table_name: table }) => !(table in attested) && !(table in others));
  expect(unknown).toEqual([]);
});

test('untouched it is intact', async () => {
  expect(await verifyAfter('SELECT 1')).toBe('intact');
});

describe.each(Object.entries(attested))('behind the back of %s', (table, exceptions) => {
  test('no column can be altered unnoticed', async () => {
    const unnoticed: string[] = [];
    for (const column of columns.filter((each) => each.table_name === table)) {
      const name = `"${column.column_name}"`;
      if (column.column_name in exceptions) continue;
      const statement = `WITH one AS (SELECT tableoid, ctid FROM ${table} ORDER BY ${name} IS NULL, tableoid, ctid LIMIT 1)
        UPDATE ${table} SET ${name} = ${otherValue(name, column)}
        WHERE (tableoid, ctid) IN (SELECT one.tableoid, one.ctid FROM one)`;
      if ((await verifyAfter(statement)) === 'intact') unnoticed.push(column.column_name);
    }
    expect(unnoticed).toEqual([]);
  });
});

test('cards do not come to be of another class when the numbers of two classes are swapped', async () => {
  const numbers = await cmdb.query<{ id: number }>(
    "SELECT id FROM class WHERE name IN ('Computer', 'Monitor') ORDER BY name",
  );
  const [computer, monitor] = numbers.map(({ id }) => id);
  const swap = (table: string, column: string) =>
    `UPDATE ${table} SET ${column} = ${computer} + ${monitor} - ${column} WHERE ${column} IN (${computer}, ${monitor})`;

  const fault = await verifyAfter(
    [
      'ALTER TABLE class ALTER id DROP IDENTITY, DROP CONSTRAINT class_id_pkey CASCADE',
      swap('class', 'id'),
      swap('attribute', 'class_id'),
      swap('domain', 'source_class_id'),
      swap('domain', 'target_class_id'),
    ].join(';'),
  );

  expect(fault).toContain('was altered');
});

test('a note, a view or a card put in with the change of another kind is named', async () => {
  const note = `INSERT INTO journal_note (id, card_id, text, valid_from, change_id)
    SELECT gen_random_uuid(), card.id, 'Forged', card.valid_from, card.change_id FROM card LIMIT 1`;

  expect(await verifyAfter(note)).toContain('something is said to be of it that it did not write');
});

test('a class that no change made is named', async () => {
  const put = `INSERT INTO class (name, label, change_id) SELECT 'Forged', 'Forged', change_id FROM class LIMIT 1`;

  expect(await verifyAfter(put)).toBe('The class Forged is in the model, and no change made it');
});
