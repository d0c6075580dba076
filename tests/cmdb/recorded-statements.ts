import type { TestCmdb } from './test-cmdb.ts';

/** The texts of all statements that the application sends to its database, without the values bound to them. */
export function recordStatements(cmdb: TestCmdb): Set<string> {
  const texts = new Set<string>();
  const { dataSource } = cmdb.app.database.single;
  const quiet = () => undefined;
  dataSource.logger = {
    logQuery: (text) => {
      texts.add(text);
    },
    logQueryError: quiet,
    logQuerySlow: quiet,
    logSchemaBuild: quiet,
    logMigration: quiet,
    log: quiet,
  };
  return texts;
}
