import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createOcsDatabase,
  type InventoryWriter,
  openWriter,
  type StoredMachine,
} from '../inventory/ocs-tables.ts';
import { server, workstation } from '../inventory/sample-machines.ts';
import { type CmdbProcess, startCmdb } from '../support/cmdb-process.ts';
import { type Finished, REPOSITORY, runProcess, startProcess, waitFor } from '../support/processes.ts';

// The paper's connector with the paper's files, on the tables of a real OCS Inventory on MariaDB, against the CMDB as a
// process. The tests tell one story: each goes on from where the one before it ended.

const paper = path.join(REPOSITORY, 'mappings/paper');
let cmdb: CmdbProcess;
let ocs: TestDatabase;
let writer: InventoryWriter;
let folder: string;
let configuration: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'popis-e2e-connector-'));
  [cmdb, ocs] = await Promise.all([startCmdb(), createOcsDatabase()]);
  writer = await openWriter(ocs.url);
  configuration = path.join(folder, 'configuration.xml');
  writeFileSync(configuration, configurationFor(cmdb.url, ocs.url), { mode: 0o600 });
  // a run whose connector was killed is let go of soon: some tests wait for that
  env = { CMDB_TOKEN_FILE: cmdb.tokenFile, LEASE_SECONDS: '6' };
});

afterAll(async () => {
  await writer?.close();
  await ocs?.drop();
  await cmdb?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The paper's configuration.xml with the addresses and the database account of this test. */
function configurationFor(cmdbUrl: string, ocsUrl: string): string {
  const server = new URL(ocsUrl);
  const values: Record<string, string> = {
    ServerPort: new URL(cmdbUrl).port,
    DbPort: server.port,
    DbName: server.pathname.slice(1),
    DbUser: server.username,
    DbPassword: server.password,
  };
  let xml = readFileSync(path.join(paper, 'configuration.xml'), 'utf8');
  for (const [name, value] of Object.entries(values)) {
    xml = xml.replace(new RegExp(`<${name}>.*</${name}>`), `<${name}>${value}</${name}>`);
  }
  return xml;
}

const entry = 'apps/connector/dist/main.js';

function runArguments(...more: string[]): string[] {
  return ['run', '--mapping', 'paper', '--configuration', configuration, ...more];
}

function connect(...more: string[]): Promise<Finished> {
  return runProcess(entry, runArguments(...more), env);
}

interface Card {
  id: string;
  attributes: Record<string, unknown>;
}

async function cardsOf(className: string): Promise<Card[]> {
  const cards: Card[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ limit: '500', sort: 'Code', ...(cursor === null ? {} : { cursor }) });
    const page: { items: Card[]; next: string | null } = await cmdb.call(
      'GET',
      `/classes/${className}/cards?${query}`,
    );
    cards.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return cards;
}

async function codesOf(className: string): Promise<unknown[]> {
  return (await cardsOf(className)).map((card) => card.attributes.Code);
}

/** How many versions of anything there are: what a run that changes nothing must leave alone. */
async function countVersions(): Promise<Record<string, number>> {
  const [counts] = await cmdb.query<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM card) AS card, (SELECT count(*)::int FROM card_history) AS card_history,
            (SELECT count(*)::int FROM relation) AS relation, (SELECT count(*)::int FROM relation_history) AS relation_history,
            (SELECT count(*)::int FROM change) AS change`,
  );
  return counts ?? {};
}

/** What the CMDB holds before the sample's run, as an earlier inventory: `mappings/paper/cmdbuild-sample.xml`. */
const earlier: readonly StoredMachine[] = [
  {
    ...workstation,
    memories: [
      { ...workstation.memories?.[0], capacity: '1024' },
      { ...workstation.memories?.[1], capacity: '2048' },
    ],
  },
  {
    id: 9,
    tag: 'PC-0009',
    hardware: {
      deviceid: 'OLD-PC',
      name: 'OLD-PC',
      workgroup: 'FTN',
      osname: 'Microsoft Windows 2000 Professional',
      osversion: '5.0.2195',
    },
  },
];

test('the first run creates the views, the computers and their parts', async () => {
  for (const machine of earlier) await writer.store(machine);

  const { code, stdout, stderr } = await connect();

  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toContain('created the view CMDBuild_device');
  expect(stdout).toContain('created the view CMDBuild_memory');
  expect(await codesOf('Computer')).toEqual(['PC-0001', 'PC-0009']);
  expect(await codesOf('Memory')).toEqual(['PC-0001/MEM1', 'PC-0001/MEM2']);
});

test('a dry run shows the five decisions of the worked example and writes nothing', async () => {
  for (const { id } of earlier) await writer.remove(id);
  for (const machine of [workstation, server]) await writer.store(machine);
  const before = await countVersions();

  const { code, stdout } = await connect('--dry-run');

  expect(code).toBe(0);
  const lines = stdout.split('\n');
  const changes = lines.filter((line) =>
    /^(create|update|retire|relate|unrelate|quarantine|keep) /.test(line),
  );
  expect(changes.map((line) => line.replace(/: (?!RAM).*/, ''))).toEqual([
    'update Computer PC-0001: RAM 3072 → 4096',
    'create Memory PC-0001/MEM1',
    'retire Memory PC-0001/MEM1',
    'create Computer PC-0002',
    'create Memory PC-0002/MEM1',
    'create Memory PC-0002/MEM2',
    'retire Computer PC-0009',
  ]);
  expect(stdout).toContain('dry run: nothing was applied');
  expect(await countVersions()).toEqual(before);
});

test('a run applies them', async () => {
  const { code, stdout } = await connect();

  expect(code).toBe(0);
  expect(stdout).toMatch(/cards created +4\n.*cards updated +1\n.*cards retired +2\n/);
  const computers = await cardsOf('Computer');
  expect(computers.map((card) => [card.attributes.Code, card.attributes.RAM])).toEqual([
    ['PC-0001', 4096],
    ['PC-0002', 8192],
  ]);
  const modules = await cardsOf('Memory');
  expect(modules.map((card) => [card.attributes.Code, card.attributes.Capacity])).toEqual([
    ['PC-0001/MEM1', 2048],
    ['PC-0001/MEM2', 2048],
    ['PC-0002/MEM1', 4096],
    ['PC-0002/MEM2', 4096],
  ]);
});

test('the status tells a scheduler that all is well, and since when', async () => {
  const status = ['status', '--source', 'paper', '--json', '--configuration', configuration];
  const { code, stdout } = await runProcess(entry, status, env);

  expect(code).toBe(0);
  expect(JSON.parse(stdout).sources).toEqual([
    expect.objectContaining({ source: 'paper', outcome: 'applied', held: 0 }),
  ]);
});

test('a second run writes not one version', async () => {
  const before = await countVersions();

  const { code, stdout } = await connect();

  expect(code).toBe(0);
  expect(stdout).toContain('planned: unchanged 6');
  expect(await countVersions()).toEqual(before);
});

test('what a person set survives the next run', async () => {
  const [computer] = await cardsOf('Computer');
  const { etag } = await readCard(computer?.id ?? '');
  await cmdb.call(
    'PATCH',
    `/cards/${computer?.id}`,
    { attributes: { Description: "Ana's computer", Notes: 'by the window' } },
    { authorization: `Bearer ${readFileSync(cmdb.tokenFile, 'utf8')}`, 'if-match': etag },
  );

  const { code } = await connect();

  expect(code).toBe(0);
  const [after] = await cardsOf('Computer');
  expect(after?.attributes).toMatchObject({
    Description: "Ana's computer",
    Notes: 'by the window',
    RAM: 4096,
  });
});

async function readCard(id: string): Promise<{ etag: string }> {
  const response = await fetch(`${cmdb.url}/api/cards/${id}`, {
    headers: { authorization: `Bearer ${readFileSync(cmdb.tokenFile, 'utf8')}` },
  });
  return { etag: response.headers.get('etag') ?? '' };
}

test('an inventory that gives nothing retires nothing, and the run says why', async () => {
  for (const { id } of [workstation, server]) await writer.remove(id);

  const { stdout } = await connect().finally(async () => {
    for (const machine of [workstation, server]) await writer.store(machine);
  });

  expect(stdout).toMatch(/records read +0\n/);
  expect(stdout).toMatch(/cards retired +0\n/);
  expect(stdout).toContain('note: ');
  expect(await codesOf('Computer')).toEqual(['PC-0001', 'PC-0002']);
});

test('a machine that cannot be mapped keeps everything from being retired, and the exit code says so', async () => {
  const own = path.join(folder, 'ours');
  cpSync(paper, own, { recursive: true });
  const stylesheet = path.join(own, 'transform.xsl');
  writeFileSync(
    stylesheet,
    readFileSync(stylesheet, 'utf8').replace(
      '<Computer key="Code" identify="Code">',
      '<Computer key="{substring(\'CodeOOPS\', 1 + 4 * (tag = \'PC-0001\'), 4)}" identify="Code">',
    ),
  );
  await writer.remove(server.id);

  const run = runProcess(entry, ['run', '--mapping', own, '--configuration', configuration], {
    ...env,
    SOURCE: 'paper',
  });
  const { code, stdout } = await run.finally(() => writer.store(server));

  expect(stdout).toMatch(/faulty record .*PC-0001.*OOPS/);
  expect(stdout).toMatch(/faulty records +1\n/);
  expect(code).toBe(3);
  expect(await codesOf('Computer')).toEqual(['PC-0001', 'PC-0002']);
});

const many = 1_200;

/** Machines enough for some batches. */
async function storeMany(): Promise<void> {
  const ids = Array.from({ length: many }, (_each, index) => 1_000 + index);
  await writer.execute(
    `INSERT INTO hardware (id, deviceid, name, osname) VALUES ${ids.map((id) => `(${id}, 'd${id}', 'pc${id}', 'Debian')`).join(', ')}`,
  );
  await writer.execute(
    `INSERT INTO accountinfo (hardware_id, tag) VALUES ${ids.map((id) => `(${id}, 'PC-${id}')`).join(', ')}`,
  );
  await writer.execute(
    `INSERT INTO memories (hardware_id, caption, description, capacity, type, numslots) VALUES ${ids.map((id) => `(${id}, 'DIMM', 'A', '4096', 'DDR4', 1)`).join(', ')}`,
  );
}

test('a connector killed while it sends leaves nothing behind, and the next run is right', async () => {
  await storeMany();
  const before = await countVersions();
  const killed = startProcess(entry, runArguments(), env);
  await waitFor('the first batch', () => (killed.output().includes('sent 500 records') ? true : undefined));
  await killed.kill();
  expect(await countVersions()).toEqual(before);

  const { code, stdout } = await connect();

  expect(stdout).toMatch(new RegExp(`cards created +${2 * many}\n`));
  expect(code).toBe(0);
  const codes = await codesOf('Computer');
  expect(codes).toHaveLength(many + 2);
  expect(new Set(codes).size).toBe(many + 2);
});

test('a connector killed while its run is applied leaves a CMDB that the next run makes right', async () => {
  await writer.execute("UPDATE hardware SET osname = 'Debian 13' WHERE id >= 1000");
  const killed = startProcess(entry, runArguments(), env);
  await waitFor('the plan', () => (killed.output().includes('planned: ') ? true : undefined));
  await killed.kill();

  const { code } = await connect();

  expect(code).toBe(0);
  const computers = await cardsOf('Computer');
  expect(computers.filter((card) => String(card.attributes.OS).startsWith('Debian 13'))).toHaveLength(many);
  const before = await countVersions();
  expect((await connect()).code).toBe(0);
  expect(await countVersions()).toEqual(before);
});

test('a CMDB that dies in the middle is waited for', async () => {
  await writer.execute("UPDATE hardware SET osname = 'Debian 14' WHERE id >= 1000");
  const running = startProcess(entry, runArguments(), env);
  await waitFor('the first batch', () => (running.output().includes('sent 500 records') ? true : undefined));
  await cmdb.kill();
  await waitFor('the connector to notice', () => (running.output().includes('waiting ') ? true : undefined));
  await cmdb.start();

  const { code, stdout } = await running.finished;

  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`cards updated +${many}\n`));
});

test('user name and password of configuration.xml sign in when there is no token', async () => {
  await cmdb.call('PUT', '/accounts/current/password', { password: 'admin of the sample' });
  const signedIn = path.join(folder, 'with-password.xml');
  const xml = readFileSync(configuration, 'utf8').replace(
    '<Password>admin<',
    '<Password>admin of the sample<',
  );
  writeFileSync(signedIn, xml, { mode: 0o600 });

  const { code, stdout, stderr } = await runProcess(entry, [
    'run',
    '--mapping',
    'paper',
    '--configuration',
    signedIn,
  ]);

  expect(code).toBe(0);
  expect(stdout).toMatch(/planned: keep 1, unchanged \d+\n/);
  expect(stdout + stderr).not.toContain('admin of the sample');
  const sessions = await cmdb.query<{ count: number }>('SELECT count(*)::int AS count FROM session');
  expect(sessions[0]?.count).toBe(0);
});

test('a wrong password ends in one line that does not show it', async () => {
  const wrong = path.join(folder, 'wrong.xml');
  const xml = readFileSync(configuration, 'utf8').replace('<Password>admin<', '<Password>not this one<');
  writeFileSync(wrong, xml);

  const { code, stderr } = await runProcess(entry, ['run', '--mapping', 'paper', '--configuration', wrong]);

  expect(code).toBe(1);
  expect(stderr).toMatch(/^The CMDB does not know this account: .*\n$/);
  expect(stderr).not.toContain('not this one');
});
