import { createLogger } from '@popis/runtime';
import type { CatalogueService } from '../classes/catalogue.service.ts';
import type { Database } from '../platform/database/database.ts';
import { renewReports } from './renew-reports.ts';
import { prepareReportRole } from './report-views.repository.ts';

const log = createLogger('cmdb-api.reports');

/** Brings the report views and their role up to date, whatever an older version of us or somebody else left. */
export async function startReports(database: Database, catalogues: CatalogueService): Promise<void> {
  const prepared = await database.transaction(async (tx) => {
    await renewReports(tx, await catalogues.currentForChange(tx));
    return prepareReportRole(tx);
  });
  if (prepared) return;
  const statement = 'CREATE ROLE popis_report NOLOGIN';
  log.warn(
    { statement },
    'this database account may not create the role for reports: create it, then start again',
  );
}
