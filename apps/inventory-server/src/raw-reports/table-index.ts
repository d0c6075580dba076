import type { Store } from '../store.ts';
import {
  deleteRawReport,
  hasRawReport,
  insertRawReport,
  listOrphanedRawReports,
  listRawReports,
} from './raw-reports.repository.ts';
import type { ReportIndex } from './report-index.ts';

/** Rows belong to devices by their number, so that a merge takes them along and an undo of it gives them back. */
export function openTableIndex(store: Store): ReportIndex {
  const { statements } = store.database;
  return {
    holds: (report) => hasRawReport(statements, report),
    add: (report) => insertRawReport(statements, report),
    list: (hardwareId) => listRawReports(statements, hardwareId),
    remove: (place) => deleteRawReport(statements, place),
    listOrphans: () => listOrphanedRawReports(statements),
  };
}
