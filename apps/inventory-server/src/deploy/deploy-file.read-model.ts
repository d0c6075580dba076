import type { Store } from '../store.ts';

/** A file of the table `deploy` of a real OCS server's database; its agents of version 1 fetched themselves from there. */
export async function findDeployFile(store: Store, name: string): Promise<Buffer | undefined> {
  // Only MySQL has the table: databases of ours do without.
  if (!store.catalogue.has('deploy') || store.database.dialect.name !== 'mysql') {
    return undefined;
  }
  const [row] = await store.database.statements.query(
    'SELECT TO_BASE64(d.content) AS content FROM deploy d WHERE d.name = ?',
    [name],
  );
  return row === undefined ? undefined : Buffer.from(String(row.content), 'base64');
}
