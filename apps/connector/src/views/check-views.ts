import { type Fault, InvalidInputError } from '@popis/errors';
import type { InventoryDatabase } from '../extract/inventory-database.ts';
import type { ViewSelection } from '../extract/master-rows.read-model.ts';
import type { Mapping } from '../mapping/mapping-folder.ts';
import { findViews } from './inventory-views.ts';
import { readViewFiles } from './view-files.ts';
import { findMissingSources, listViewColumns } from './view-sql.ts';

/** What came of looking at the views of a mapping. */
export interface CheckedViews {
  readonly selection: ViewSelection;
  /** Rights of the account beyond reading these views. */
  readonly surplus: readonly string[];
}

/** What it means that a mapping's view of change marks is not there, for people. */
export function formatMarksFault(fault: string): string {
  return `warning: there are no change marks: ${fault}. Full runs do without them; --delta and a schedule's deltas are refused`;
}

/**
 * Makes sure that the views of a mapping are there, can be read, and have the columns that their SQL gives them.
 *
 * @throws InvalidInputError naming every missing view, right, table and column.
 */
export async function checkViews(database: InventoryDatabase, mapping: Mapping): Promise<CheckedViews> {
  const selection = await findViews(database, mapping).catch(async (error: unknown) => {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new InvalidInputError(error.message, await explainFaults(database, mapping, error.faults));
  });
  const { master, slaves, marks, marksFault } = selection;
  const all = [master, ...slaves, ...(marks ? [marks] : [])];
  const faults = listFewColumns(database, mapping, all);
  if (faults.length > 0) throw new InvalidInputError('Views of the inventory database are outdated', faults);
  const surplus = await database.listSurplusGrants(all.map((view) => view.name));
  if (marksFault === undefined) return { selection, surplus };
  const path = mapping.views?.marks ?? '';
  const [explained] = await explainFaults(database, mapping, [{ path, message: marksFault }]);
  return { selection: { ...selection, marksFault: explained?.message ?? marksFault }, surplus };
}

function listFewColumns(
  database: InventoryDatabase,
  mapping: Mapping,
  found: readonly ViewSelection['master'][],
): Fault[] {
  const faults: Fault[] = [];
  for (const { name, sql } of readViewFiles(mapping, database.dialect)) {
    const view = found.find((each) => each.name.toLowerCase() === name.toLowerCase());
    const known = view?.columns.map((column) => column.toLowerCase());
    const lacking = listViewColumns(sql).filter((column) => known?.includes(column.toLowerCase()) === false);
    if (lacking.length === 0) continue;
    const message = `lacks the columns ${lacking.join(', ')}: run "popis connector views install --mapping ${mapping.name}"`;
    faults.push({ path: name, message });
  }
  return faults;
}

/** Of a view that is broken or missing, names the tables and columns that are not there, as far as the account sees them. */
async function explainFaults(
  database: InventoryDatabase,
  mapping: Mapping,
  faults: readonly Fault[],
): Promise<Fault[]> {
  const tables = await database.listTableColumns();
  if (tables.size === 0) return [...faults];
  const files = new Map(readViewFiles(mapping, database.dialect).map((file) => [file.name, file.sql]));
  return faults.map((fault) => {
    const sql = files.get(fault.path);
    const missing = sql === undefined ? [] : findMissingSources(sql, tables);
    if (missing.length === 0) return fault;
    const words = missing.map(({ table, column }) =>
      column === undefined ? `the table ${table}` : `the column ${column} of ${table}`,
    );
    return { ...fault, message: `${fault.message}. Not there: ${words.join(', ')}` };
  });
}
