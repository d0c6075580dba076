import { type Fault, InvalidInputError } from '@popis/errors';
import { describeFailure } from '@popis/runtime';
import type { InventoryDatabase, View } from '../extract/inventory-database.ts';
import type { ViewSelection } from '../extract/master-rows.read-model.ts';
import { paperPrefix, selectNamedViews, selectPaperViews } from '../extract/select-views.ts';
import type { Mapping } from '../mapping/mapping-folder.ts';
import { readViewFiles, type ViewFile } from './view-files.ts';

/** What came of creating views. */
export interface InstalledViews {
  /** Names of those that were created. */
  readonly created: readonly string[];
  /** Why the view of change marks was not. */
  readonly marksFault?: string;
}

/** Creates the views of a mapping, or creates them anew. Runs do without change marks: all others are created where that view cannot be. */
export async function installViews(database: InventoryDatabase, mapping: Mapping): Promise<InstalledViews> {
  const files = readViewFiles(mapping, database.dialect);
  if (files.length === 0) {
    throw new InvalidInputError(
      `The mapping ${mapping.name} brings no views for ${database.dialect}: create them by hand`,
    );
  }
  const isMarks = (file: ViewFile) => file.name === mapping.views?.marks;
  const [marks, others] = [files.find(isMarks), files.filter((file) => !isMarks(file))];
  for (const file of others) await createView(database, file);
  const created = others.map((file) => file.name);
  if (marks === undefined) return { created };
  const fault = await createView(database, marks).catch((error: unknown) => error);
  return fault === undefined
    ? { created: [...created, marks.name] }
    : { created, marksFault: describeFailure(fault) };
}

async function createView(database: InventoryDatabase, view: ViewFile): Promise<void> {
  try {
    await database.execute(view.sql);
  } catch (error) {
    const isDenied = database.refusalOf(error) === 'denied';
    const help = isDenied
      ? `the account ${database.account} may not create it. Run the SQL of ${view.file} as an account that may, or grant CREATE VIEW${database.dialect === 'mysql' ? ' and SELECT' : ' (CREATE on the schema)'} to this one`
      : `creating it from ${view.file} failed`;
    throw new InvalidInputError(`The view ${view.name} is missing: ${help}`, [], { cause: error });
  }
}

/** Creates those views of the mapping that are not there at all; gives their names. Existing ones stay as they are. */
export async function installMissingViews(database: InventoryDatabase, mapping: Mapping): Promise<string[]> {
  const created: string[] = [];
  for (const file of readViewFiles(mapping, database.dialect)) {
    const found = await database.listViews(file.name);
    if (found.some((view) => view.name.toLowerCase() === file.name.toLowerCase())) continue;
    if ((await probe(database, file.name)) === 'denied') continue;
    const fault = await createView(database, file).catch((error: unknown) => error);
    if (fault === undefined) created.push(file.name);
    // Runs do without change marks, and one that needs them says that they are not there.
    else if (file.name !== mapping.views?.marks) throw fault;
  }
  return created;
}

/**
 * Finds the views of a mapping and makes sure that every one of them can be read.
 *
 * @throws InvalidInputError naming each view that is missing, closed to this account or broken.
 */
export async function findViews(database: InventoryDatabase, mapping: Mapping): Promise<ViewSelection> {
  const { views } = mapping;
  const named = views === undefined ? [] : [views.master, ...views.slaves];
  await demandReadable(database, mapping, named);
  const selected =
    views === undefined
      ? selectPaperViews(await database.listViews(paperPrefix))
      : selectNamedViews(await listNamed(database, named), views);
  if ('fault' in selected) {
    throw new InvalidInputError(
      `The mapping ${mapping.name} finds nothing to read: ${selected.fault}; ${remedy(database, mapping)}`,
    );
  }
  const { master, slaves } = selected.selection;
  if (views === undefined) {
    await demandReadable(database, mapping, [master.name, ...slaves.map((slave) => slave.name)]);
  }
  return { ...selected.selection, ...(await findMarks(database, mapping)) };
}

/** The fewest columns of a view of change marks: id, whether the master is recent, and something that changes. */
const markColumns = 3;

/** The view of change marks, or why runs have to do without it. */
async function findMarks(
  database: InventoryDatabase,
  mapping: Mapping,
): Promise<Pick<ViewSelection, 'marks' | 'marksFault'>> {
  const name = mapping.views?.marks;
  if (name === undefined) return {};
  const state = await probe(database, name);
  if (state !== 'readable') return { marksFault: `${name} ${explain(state, name, database, mapping)}` };
  const marks = (await listNamed(database, [name])).find(
    (each) => each.name.toLowerCase() === name.toLowerCase(),
  );
  if (marks !== undefined && marks.columns.length >= markColumns) return { marks };
  return { marksFault: `${name} lacks a third column, the mark; ${remedy(database, mapping)}` };
}

async function demandReadable(
  database: InventoryDatabase,
  mapping: Mapping,
  names: readonly string[],
): Promise<void> {
  const faults: Fault[] = [];
  for (const name of names) {
    const state = await probe(database, name);
    if (state !== 'readable') faults.push({ path: name, message: explain(state, name, database, mapping) });
  }
  if (faults.length > 0)
    throw new InvalidInputError('Views of the inventory database cannot be read', faults);
}

async function listNamed(database: InventoryDatabase, names: readonly string[]): Promise<View[]> {
  const found: View[] = [];
  for (const name of names) found.push(...(await database.listViews(name)));
  return found;
}

type ViewState = 'readable' | 'missing' | 'denied' | 'broken' | 'other';

async function probe(database: InventoryDatabase, name: string): Promise<ViewState> {
  try {
    await database.readRows(`SELECT 1 FROM ${database.quote(storedName(database, name))} WHERE 1 = 0`, []);
    return 'readable';
  } catch (error) {
    return database.refusalOf(error);
  }
}

/** PostgreSQL folds names that are not quoted, as in `CREATE VIEW CMDBuild_device`. */
function storedName(database: InventoryDatabase, name: string): string {
  return database.dialect === 'postgres' ? name.toLowerCase() : name;
}

function explain(state: ViewState, name: string, database: InventoryDatabase, mapping: Mapping): string {
  if (state === 'denied') return `is closed to this account: ${database.grantOf(name)}`;
  if (state === 'missing') return `does not exist; ${remedy(database, mapping)}`;
  if (state === 'broken') return 'is broken: a table or column it reads is gone, or its definer lacks rights';
  return 'cannot be read';
}

function remedy(database: InventoryDatabase, mapping: Mapping): string {
  return `run "popis connector views install --mapping ${mapping.name}" with an account that may create views, then grant SELECT on them to ${database.account}`;
}
