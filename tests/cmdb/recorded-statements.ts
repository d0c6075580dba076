import { isAsked } from '../../apps/cmdb-api/src/platform/http/asking.ts';
import type { TestCmdb } from './test-cmdb.ts';

/** The texts of all statements that the application sends to its database, without the values bound to them. */
export function recordStatements(cmdb: TestCmdb): Set<string> {
  const texts = new Set<string>();
  onStatement(cmdb, (text) => texts.add(text));
  return texts;
}

/** Counts the statements that the application sends for requests while something is done; those of its own work are not counted. */
export async function countStatements(cmdb: TestCmdb, work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  onStatement(cmdb, () => {
    if (isAsked()) count += 1;
  });
  await work();
  onStatement(cmdb, () => undefined);
  return count;
}

function onStatement(cmdb: TestCmdb, take: (text: string) => void): void {
  const { dataSource } = cmdb.app.database.single;
  const quiet = () => undefined;
  dataSource.logger = {
    logQuery: take,
    logQueryError: quiet,
    logQuerySlow: quiet,
    logSchemaBuild: quiet,
    logMigration: quiet,
    log: quiet,
  };
}
