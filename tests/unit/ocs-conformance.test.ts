import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** A deliberate difference from OCS: `test` is a part of the name of what holds it, in `file`. */
interface Difference {
  id: string;
  probe?: string;
  because: string;
  file: string;
  test: string;
}

const differences: Difference[] = JSON.parse(read('apps/inventory-server/fixtures/ocs-differences.json'));
const probes: { name: string }[] = JSON.parse(read('apps/inventory-server/fixtures/ocs-2.8.1-probes.json'));
const rows = [...read('docs/ocs-conformance.md').matchAll(/^\| ([a-z][a-z0-9-]+) \|(.*)\|$/gm)]
  .map(([, id = '', cells = '']) => ({ id, cells: cells.split('|').map((cell) => cell.trim()) }))
  .filter(({ id }) => id !== 'difference');

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

test('the table names the differences that the tests know, each once and in their order', () => {
  expect(rows.map(({ id }) => id)).toEqual(differences.map(({ id }) => id));
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
});

test.each(differences)('$id is told with its reason, and held by a test that there is', (difference) => {
  const row = rows.find(({ id }) => id === difference.id);

  expect(row?.cells).toHaveLength(4);
  expect(row?.cells.every((cell) => cell.length > 2)).toBe(true);
  expect(row?.cells.slice(2)).toEqual([difference.because, `\`${difference.file}\``]);
  expect(existsSync(path.join(root, difference.file))).toBe(true);
  expect(read(difference.file)).toContain(difference.test);
});

test('a difference in a recorded exchange names one that there is', () => {
  const names = new Set(probes.map(({ name }) => name));
  const named = differences.flatMap(({ probe }) => probe ?? []);

  expect(named.filter((name) => !names.has(name))).toEqual([]);
  expect(named.length).toBeGreaterThan(0);
});
