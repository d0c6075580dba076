import { selectFiles } from '../mapping/mapped-files.ts';
import type { Mapping } from '../mapping/mapping-folder.ts';
import type { Say } from '../report.ts';
import type { CmdbClient } from '../submit/cmdb-client.ts';
import { findViews, installMissingViews } from '../views/inventory-views.ts';
import type { CsvFolder } from './csv/csv-folder.ts';
import { extractFiles } from './csv/extract-files.ts';
import type { Extract } from './extract.ts';
import { extractViews } from './extract-views.ts';
import type { InventoryDatabase } from './inventory-database.ts';
import type { ViewSelection } from './master-rows.read-model.ts';
import { demandFiles } from './open-source.ts';
import { toWantedValues, type WantedValues } from './wanted-values.ts';

/** What deciding on what to read needs of a run. */
export interface ExtractParts {
  readonly mapping: Mapping;
  readonly source: string;
  readonly inventory: InventoryDatabase | CsvFolder;
  readonly cmdb: Pick<CmdbClient, 'listValues'>;
  readonly say: Say;
}

/**
 * Finds what a mapping reads, and creates the views that are missing where the account may. Of files it reads all, so that what is
 * wrong with them is known before a run is started.
 *
 * @throws InvalidInputError naming what is missing or closed
 */
export async function openExtract(parts: ExtractParts): Promise<Extract> {
  const { mapping, inventory, say } = parts;
  if (inventory.dialect === 'csv') {
    return extractFiles(inventory, selectFiles(demandFiles(mapping), inventory.only));
  }
  for (const view of await installMissingViews(inventory, mapping)) say(`created the view ${view}`);
  const selection = await limitViews(parts, await findViews(inventory, mapping));
  return extractViews(inventory, selection, selection.marksFault ?? noMarksNamed);
}

const noMarksNamed =
  'names no view of change marks: one with the id of the master first, then whether that was heard of within the last minute (1 or 0), then columns that are others when the master has changed, such as LASTDATE';

/** Asks the CMDB once which values are worth reading of the views that the mapping reads in part. */
async function limitViews(
  { mapping, source, cmdb, say }: ExtractParts,
  selection: ViewSelection,
): Promise<ViewSelection> {
  const wanted = new Map<string, WantedValues>();
  for (const { view, column, class: className, attribute } of mapping.views?.limits ?? []) {
    const values = await cmdb.listValues(className, attribute, source);
    wanted.set(view.toLowerCase(), toWantedValues(column, values));
    say(`${view}: rows of ${values.length} values that ${attribute} of ${className} has`);
  }
  return { ...selection, wanted };
}
