import { existsSync } from 'node:fs';
import path from 'node:path';
import { loadMapping } from '../../apps/connector/src/mapping/mapping-folder.ts';
import { readCmdbItems } from '../../tests/inventory/cmdb-items.ts';
import { compareItems, placeOf } from '../../tests/inventory/compare-items.ts';
import type { Item } from '../../tests/inventory/ocs-values.ts';
import { type CmdbProcess, startCmdb } from '../../tests/support/cmdb-process.ts';
import { runProcess } from '../../tests/support/processes.ts';
import { note } from '../measure/report.ts';

/** Titles that the CMDB asks for, in its own spelling. */
export const titles = ['7-ZIP', 'Bash'];

interface OfClass {
  readonly class: string;
  readonly expected: number;
  readonly found: number;
  /** Attributes that have a value. */
  readonly values: number;
}

/** What the connector made of an inventory by one mapping, beside what it had to make of it. */
export interface MappingCompared {
  readonly mapping: string;
  readonly classes: readonly OfClass[];
  readonly differences: readonly string[];
  readonly quarantined: readonly object[];
  /** Whether a second run, of an inventory that is as it was, wrote anything. */
  readonly rewrote: boolean;
  readonly seconds: { readonly first: number; readonly second: number };
}

/** Runs the connector twice into a new CMDB and compares what came of it with `items`, those of the widest mapping. */
export async function compareMapping(
  mapping: string,
  inventoryUrl: string,
  items: readonly Item[],
): Promise<MappingCompared> {
  const cmdb = await startCmdb();
  const connect = (...args: string[]) => connectTo(cmdb, inventoryUrl, [...args, '--mapping', mapping]);
  try {
    if (existsSync(path.join(folderOf(mapping), 'model.json'))) await connect('model', 'install');
    for (const title of titles) {
      await cmdb.call('POST', '/classes/Software/cards', { attributes: { Description: title } });
    }
    note('first run');
    const first = await connect('run');
    const quarantined = await cmdb.query('SELECT class, key, reason FROM quarantine');
    const expected = itemsOf(mapping, items);
    const found = await readCmdbItems((sql) => cmdb.query(sql));
    const before = await countWrites(cmdb);
    note('second run');
    const second = await connect('run');
    return {
      mapping,
      classes: countByClass(expected, found),
      differences: compareItems(expected, found),
      quarantined,
      rewrote: (await countWrites(cmdb)) !== before,
      seconds: { first, second },
    };
  } finally {
    await cmdb.stop();
  }
}

/** Runs the connector, and gives the seconds that it took. */
async function connectTo(cmdb: CmdbProcess, inventoryUrl: string, args: string[]): Promise<number> {
  const since = performance.now();
  const { code, stdout, stderr } = await runProcess('apps/connector/dist/main.js', args, {
    CMDB_URL: cmdb.url,
    CMDB_TOKEN_FILE: cmdb.tokenFile,
    INVENTORY_DATABASE_URL: inventoryUrl,
  });
  if (code !== 0) throw new Error(`The connector ended with ${code}: ${stdout}${stderr}`);
  return (performance.now() - since) / 1_000;
}

function folderOf(mapping: string): string {
  return path.resolve(import.meta.dirname, '../../mappings', mapping);
}

/** What a mapping has to make: of the items those of its classes, with its attributes. */
function itemsOf(mapping: string, items: readonly Item[]): Item[] {
  const { described } = loadMapping(folderOf(mapping));
  // A class stands there once more where cards of it are only referred to: nothing is made of these.
  const made = described.filter((each) => each.refers === undefined);
  const attributesOf = new Map(made.map((each) => [each.name, new Set(each.attributes)]));
  return items.flatMap((item) => {
    const mapped = attributesOf.get(item.class);
    if (mapped === undefined) return [];
    const attributes = Object.entries(item.attributes).filter(([name]) => mapped.has(name));
    return [{ ...item, attributes: Object.fromEntries(attributes) }];
  });
}

const tables = ['change', 'card', 'card_history', 'relation', 'relation_history'];

async function countWrites(cmdb: CmdbProcess): Promise<string> {
  const counts = tables.map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`);
  return JSON.stringify(await cmdb.query(`SELECT ${counts.join(', ')}`));
}

function countByClass(expected: readonly Item[], found: readonly Item[]): OfClass[] {
  const names = [...new Set([...expected, ...found].map((item) => item.class))].sort();
  return names.map((name) => {
    const items = found.filter((item) => item.class === name);
    let values = 0;
    for (const item of items) values += Object.keys(item.attributes).length;
    return {
      class: name,
      expected: new Set(expected.filter((item) => item.class === name).map(placeOf)).size,
      found: items.length,
      values,
    };
  });
}
