import { isDeepStrictEqual } from 'node:util';
import { ConflictError } from '@popis/errors';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { errorCode } from '../platform/database/violations.ts';
import { type ReportView, toReportViews } from './report-view-sql.ts';
import { dropReportView, readReportViews, replaceReportView } from './report-views.repository.ts';

const dependentObjects = '2BP01';

/**
 * Makes the report views those of the model. Views that are right stay untouched, with whatever stands on them. To be
 * called under the model's lock, in the transaction of its change.
 *
 * @throws ConflictError when somebody's own view stands on one that would have to go.
 */
export async function renewReports(tx: Tx, catalogue: StoredCatalogue): Promise<void> {
  const { drop, replace } = planReports(await readReportViews(tx), toReportViews(catalogue));
  for (const name of drop) await refusing(name, () => dropReportView(tx, name));
  for (const view of replace) await refusing(view.name, () => replaceReportView(tx, view));
}

/** Pure: which views go and which are made, given those that stand and those that shall be. */
export function planReports(
  standing: readonly ReportView[],
  wanted: readonly ReportView[],
): { drop: string[]; replace: ReportView[] } {
  const names = new Set(wanted.map((view) => view.name));
  const known = new Map(standing.map((view) => [view.name, view]));
  return {
    drop: standing.map((view) => view.name).filter((name) => !names.has(name)),
    replace: wanted.filter((view) => !isDeepStrictEqual(known.get(view.name), view)),
  };
}

async function refusing(name: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (errorCode(error) !== dependentObjects) throw error;
    const message = `The report view "${name}" would change, and other views in the database stand on it`;
    throw new ConflictError(message, { cause: error });
  }
}
