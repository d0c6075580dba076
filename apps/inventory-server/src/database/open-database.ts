import type { Database } from './database.ts';
import { openMysql } from './mysql.ts';
import { openPostgres } from './postgres.ts';

/** Opens the inventory database of a URL: `postgres://…`, `mysql://…` or `mariadb://…`. */
export function openDatabase(
  url: string,
  maxConnections: number,
  onIdleError: (error: Error) => void,
): Database {
  const protocol = new URL(url).protocol;
  return protocol === 'postgres:' || protocol === 'postgresql:'
    ? openPostgres(url, maxConnections, onIdleError)
    : openMysql(url.replace(/^mariadb:/, 'mysql:'), maxConnections);
}
