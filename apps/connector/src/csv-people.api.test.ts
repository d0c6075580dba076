import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeFailure } from '@popis/runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../tests/cmdb/test-cmdb.ts';
import { openCsvFolder, toFolderUrl } from './extract/csv/csv-folder.ts';
import { loadMapping } from './mapping/mapping-folder.ts';
import { startEngine } from './mapping/start-engine.ts';
import type { XsltEngine } from './mapping/xslt-engine.ts';
import { runConnector } from './run-connector.ts';
import { beginSlotRun } from './serve/slot-run.ts';
import { type CmdbClient, openCmdb } from './submit/cmdb-client.ts';

const mappingFolder = path.resolve(import.meta.dirname, '../../../mappings/csv-people');
const mapping = loadMapping(mappingFolder);
let cmdb: TestCmdb;
let client: CmdbClient;
let engine: XsltEngine;
let folder: string;

beforeAll(async () => {
  [cmdb, engine] = await Promise.all([startTestCmdb(), startEngine('libxslt-wasm', mapping.stylesheet)]);
  client = await openCmdb(cmdb.url, { token: adminToken }, () => undefined);
  folder = await mkdtemp(path.join(tmpdir(), 'popis-people-'));
});
afterAll(async () => {
  await engine?.close();
  await cmdb?.stop();
  await rm(folder, { recursive: true });
});
beforeEach(() => cp(path.join(mappingFolder, 'sample'), folder, { recursive: true }));

/** One run of the connector; what it says, and after a failure the line that a person is shown. */
async function run(): Promise<string> {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  try {
    const inventory = await openCsvFolder(toFolderUrl(folder, { encoding: 'windows-1250' }));
    const parts = { mapping, engine, inventory, cmdb: client, say };
    say(await runConnector({ ...parts, source: 'people', isDryRun: false, leaseSeconds: 30 }));
  } catch (error) {
    say(describeFailure(error));
  }
  return lines.join('\n');
}

/** Alters a file of the folder as its system would: in the code page that it writes. */
async function alter(name: string, change: (text: string) => string): Promise<void> {
  const at = path.join(folder, name);
  await writeFile(at, Buffer.from(change(await readFile(at, 'latin1')), 'latin1'));
}

async function countWrites(): Promise<unknown> {
  return cmdb.query(
    `SELECT (SELECT count(*) FROM card) AS card, (SELECT count(*) FROM card_history) AS card_history,
       (SELECT count(*) FROM relation) AS relation, (SELECT count(*) FROM relation_history) AS relation_history`,
  );
}

interface Read {
  readonly items: readonly {
    readonly code: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
}

/** `code: value, value` of the cards of a class. */
async function read(className: string, ...attributes: string[]): Promise<string[]> {
  const { body } = await cmdb.call<Read>('GET', `/classes/${className}/cards?limit=100&sort=Code`);
  return body.items.map((card) => {
    const values = attributes.map((name) => show(card.attributes[name]));
    return `${card.attributes.Code}: ${values.join(', ')}`;
  });
}

function show(value: unknown): string {
  const isCard = typeof value === 'object' && value !== null && 'description' in value;
  return String(isCard ? value.description : value);
}

const employees = [
  '1001: Đorđe Petrović, Direktor; v.d., Direkcija',
  '1002: Žarko Šćepanović, Administrator mreže, Sektor za informacione tehnologije',
  '1003: Milica Čolić, Knjigovođa, Finansije',
];
const readEmployees = () => read('Employee', 'Description', 'JobTitle', 'Sector');

// One story: each test goes on from where the one before it ended, with the folder as it was at first.
describe('a folder of people, rooms and contracts', () => {
  test('becomes cards with their relations in one run, in which they refer to each other', async () => {
    const said = await run();

    expect(said).toMatch(/reading sectors\.csv, .*, contracts\.csv, licences\.csv/);
    expect(said).toMatch(/in quarantine +0\n/);
    expect(said).toMatch(/\napplied$/);
    expect(await readEmployees()).toEqual(employees);
    expect(await read('Sector', 'Superior')).toEqual(['DIR: null', 'FIN: Direkcija', 'IT: Direkcija']);
    expect(await read('Room', 'Floor', 'Kind')).toEqual([
      'NS1-001: Prizemlje, server-room',
      'NS1-101: Prvi sprat, office',
    ]);
    expect(await read('Contract', 'Supplier', 'StartDate', 'Amount')).toEqual([
      'U-12/2026: Računari d.o.o., 2026-03-05, 1234567.89',
      'U-13/2026: Računari d.o.o., 2026-01-01, null',
    ]);
    expect(await read('Licence', 'Seats', 'Contract')).toEqual([
      'LIC-CAL: 50, Kancelarijski softver',
      'LIC-OFF: 50, Kancelarijski softver',
    ]);
  });

  test('writes nothing the second time', async () => {
    const before = await countWrites();

    const said = await run();

    expect(said).toMatch(/as in the run before, and not mapped again: 14/);
    expect(said).toMatch(/unchanged +16\n/);
    expect(await countWrites()).toEqual(before);
  });

  test('moves a person to another sector, adds one, and retires one who is gone', async () => {
    await alter('employees.csv', (text) =>
      text.replace(/1002(.*);IT;/, '1002$1;FIN;').replace(/1003.*\r\n/, '1004;Ilic;Ana;Pravnik;;DIR;\r\n'),
    );

    const said = await run();

    expect(said).toMatch(/\napplied$/);
    expect(await readEmployees()).toEqual([
      employees[0],
      '1002: Žarko Šćepanović, Administrator mreže, Finansije',
      '1004: Ana Ilic, Pravnik, Direkcija',
    ]);
  });

  test('brings back what comes again', async () => {
    expect(await run()).toMatch(/\napplied$/);

    expect(await readEmployees()).toEqual(employees);
  });
});

describe('nothing is retired, and the next run is right, after', () => {
  const withoutLast = (text: string) => text.replace(/1003.*\r\n/, '');

  test.each<[string, () => Promise<void>, RegExp]>([
    [
      'a short line',
      () => alter('employees.csv', (text) => withoutLast(text).replace(/;2\.2\.1980\./, '')),
      /faulty record \(key=1002\): employees\.csv:3 has 6 cells, the heading has 7\n[\s\S]*\napplied with faults$/,
    ],
    [
      'bytes that cannot be read',
      () => alter('employees.csv', (text) => withoutLast(text).replace('1002;', '1002;\x81')),
      /faulty record \(key=1002\): employees\.csv:3 column 2 \(Prezime\) cannot be read as windows-1250[\s\S]*\napplied with faults$/,
    ],
    [
      'a faulty detail, which keeps its master as it was',
      async () => {
        await alter('employees.csv', withoutLast);
        await alter('contracts.csv', (text) => text.replace('Kancelarijski softver', 'Softver'));
        await alter('licences.csv', (text) => text.replace(/;50\r\n$/, ';50;x\r\n'));
      },
      /faulty record \(key=U-13\/2026\): licences\.csv:3 has 6 cells, the heading has 5\n[\s\S]*\napplied with faults$/,
    ],
    [
      'a file that has lost its lines',
      () => alter('employees.csv', (text) => text.replace(/\r\n[\s\S]*/, '\r\n')),
      /employees\.csv has a heading and no line[\s\S]*\napplied with faults$/,
    ],
    [
      'a missing column',
      () => alter('employees.csv', (text) => withoutLast(text).replace('Prezime', 'Rodjen')),
      /employees\.csv:1 lacks the column "last name" or "Surname" or "Prezime"; it has: Šifra radnika, Rodjen/,
    ],
    [
      'a doubled column',
      () => alter('employees.csv', (text) => withoutLast(text).replace('Telefon', 'Prezime')),
      /employees\.csv:1 has the column last_name twice: columns 2 \(Prezime\) and 5 \(Prezime\)/,
    ],
    [
      'a missing file',
      () => rm(path.join(folder, 'employees.csv')),
      /employees\.csv is not in .*, which has: /,
    ],
  ])('%s', async (_name, happen, says) => {
    const before = await countWrites();
    await happen();

    const said = await run();

    expect(said).toMatch(says);
    expect(await readEmployees()).toEqual(employees);
    expect(await countWrites()).toEqual(before);
    await cp(path.join(mappingFolder, 'sample'), folder, { recursive: true });
    expect(await run()).toMatch(/\napplied$/);
    expect(await countWrites()).toEqual(before);
  });

  test('a file that is written while it is read', async () => {
    const before = await countWrites();
    await alter('employees.csv', withoutLast);
    let isRead = false;
    const writing = (async () => {
      while (!isRead) {
        await appendFile(path.join(folder, 'sectors.csv'), '\r\n');
        await sleep(1);
      }
    })();

    const said = await run();

    isRead = true;
    await writing;
    expect(said).toMatch(/^sectors\.csv: written while it was read\. Nothing was sent/);
    expect(await countWrites()).toEqual(before);
  });
});

test('a key that occurs twice is put before a person, however often it is read', async () => {
  const double = (text: string) => `${text}1001;Petrovic;Djordje;;;DIR;\r\n1001;Petrovic;Djordje;;;DIR;\r\n`;
  await alter('employees.csv', double);

  expect(await run()).toMatch(/in quarantine +3\n/);
  expect(await run()).toMatch(/in quarantine +3\n/);

  expect(await readEmployees()).toEqual(employees);
});

test('a time of a schedule that fails for want of a file is given up with the reason, and then made up for', async () => {
  const inventoryDatabaseUrl = toFolderUrl(folder, { encoding: 'windows-1250' });
  const connections = { inventoryDatabaseUrl, cmdbUrl: cmdb.url, credentials: { token: adminToken } };
  const served = { source: 'served', mapping, connections };
  const slot = { at: new Date(Math.floor(Date.now() / 60_000) * 60_000), mode: 'full' } as const;
  const begin = () =>
    beginSlotRun(served, { XSLT_ENGINE: 'libxslt-wasm', LEASE_SECONDS: 30 }, client, slot, () => undefined)
      .ended;
  await client.setSchedule('served', {
    cron: '* * * * *',
    deltaCron: null,
    zone: 'UTC',
    jitterSeconds: 0,
    missed: 'run-once',
  });
  await rm(path.join(folder, 'rooms.csv'));

  await expect(begin()).rejects.toThrow('Files of the folder cannot be read');
  await cp(path.join(mappingFolder, 'sample'), folder, { recursive: true });
  const ended = await begin();

  expect(ended).toMatchObject({
    outcome: 'applied',
    told: { mode: 'full', faulty: 0, counts: { failed: 0 }, page: expect.stringContaining('/runs/') },
  });
  const runs = await cmdb.query<{ state: string; notes: string[] }>(
    "SELECT state, notes FROM run WHERE source = 'served' ORDER BY started_at",
  );
  expect(runs.map((each) => each.state)).toEqual(['abandoned', 'applied']);
  expect(runs[0]?.notes.join()).toContain('rooms.csv is not in ');
});
