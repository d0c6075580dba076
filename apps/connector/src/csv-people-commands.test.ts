import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runConnectorCommand } from '../../../tests/connector/run-command.ts';

const mappingFolder = path.resolve(import.meta.dirname, '../../../mappings/csv-people');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'popis-people-'));
  await cp(path.join(mappingFolder, 'sample'), folder, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true }));

function command(env: Readonly<Record<string, string>>, ...args: string[]) {
  const here = { INVENTORY_DATABASE_URL: 'postgres://localhost/inventory', ...env };
  return runConnectorCommand(here, [...args, '--mapping', mappingFolder]);
}

test('a folder is checked: what the files are, and what they do without', async () => {
  const url = `file://${folder}?encoding=windows-1250`;

  const { code, said, complained } = await command({}, 'views', 'check', '--folder', url);

  expect(code).toBe(0);
  expect(complained).toBe('');
  expect(said).toContain('employees.csv: 3 good lines, windows-1250: code (Šifra radnika), first_name (Ime)');
  expect(said).toContain('suppliers.csv: 1 good lines, utf-16le: ');
  expect(said).toMatch(/licences\.csv: 2 good lines, utf-8: contract \(Broj ugovora\), /);
  expect(said).toMatch(/; without email\n/);
});

test('faulty lines of a folder are complained of, and the exit code says so', async () => {
  const url = `file://${folder}?encoding=windows-1250&files=sectors.csv`;
  const sectors = path.join(folder, 'sectors.csv');
  const sound = await readFile(sectors);
  await writeFile(sectors, `${sound}X;Y\r\n`);

  const { code, said, complained } = await command({ INVENTORY_DATABASE_URL: url }, 'views', 'check');

  await writeFile(sectors, sound);
  expect(code).toBe(3);
  expect(said).toMatch(/^sectors\.csv: 3 good lines/);
  expect(complained).toBe('faulty record (key=X): sectors.csv:5 has 2 cells, the heading has 3');
});

test('the lines of a folder are mapped as a sample', async () => {
  const url = `file://${folder}?encoding=windows-1250&files=sectors.csv,contracts.csv`;

  const { code, said, complained } = await command({}, 'map', '--sample', url, '--records');

  expect(code).toBe(0);
  expect(said.split('\n').map((line) => JSON.parse(line).key.Code)).toEqual([
    ...['DIR', 'IT', 'FIN'],
    ...['U-12/2026', 'U-13/2026'],
  ]);
  expect(complained).toMatch(/^5 records, 0 faulty\nstylesheet: /);
});

test.each([
  [['views', 'check'], 'reads CSV files: name their folder with --folder'],
  [['views', 'install'], 'reads CSV files: there are no views to install'],
  [['views', 'check', '--folder', '/no/such/folder'], '/no/such/folder is no folder that can be read'],
])('%j without a folder is wrong usage', async (args, message) => {
  const { code, complained } = await command(
    { INVENTORY_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' },
    ...args,
  );

  expect(complained).toContain(message);
  expect(code).toBe(2);
});
