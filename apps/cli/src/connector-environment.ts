import type { Endpoints } from './endpoints.ts';

/**
 * The environment of a connector that works on a running `popis start`. What is set explicitly wins; the token of the
 * local CMDB is not sent to another one.
 */
export function fillConnectorEnvironment(
  inherited: Readonly<Record<string, string | undefined>>,
  endpoints: Endpoints,
): Record<string, string | undefined> {
  const isOwnCmdb = isUnset(inherited.CMDB_URL) || inherited.CMDB_URL === endpoints.webUrl;
  const needsToken = isUnset(inherited.CMDB_TOKEN) && isUnset(inherited.CMDB_TOKEN_FILE);
  return {
    ...inherited,
    ...(isUnset(inherited.INVENTORY_DATABASE_URL)
      ? { INVENTORY_DATABASE_URL: endpoints.inventoryDatabaseUrl }
      : {}),
    ...(isUnset(inherited.CMDB_URL) ? { CMDB_URL: endpoints.webUrl } : {}),
    ...(isOwnCmdb && needsToken ? { CMDB_TOKEN_FILE: endpoints.adminTokenFile } : {}),
  };
}

function isUnset(value: string | undefined): boolean {
  return value === undefined || value.trim() === '';
}
