import { UnavailableError } from '@popis/errors';
import { openMysqlInventory } from './mysql-inventory.ts';
import { openPostgresInventory } from './postgres-inventory.ts';
import type { Cell } from './view-rows.ts';

export type Dialect = 'mysql' | 'postgres';

export interface View {
  readonly name: string;
  readonly columns: readonly string[];
}

/** Why a statement was refused, as far as the connector can help: told apart by the database's own codes. */
export type Refusal = 'missing' | 'denied' | 'broken' | 'other';

/** One connection to an inventory database, over which nothing but views is read. */
export interface InventoryDatabase {
  readonly dialect: Dialect;
  /** The account the connection works as, for messages. */
  readonly account: string;
  /** From here on all reading sees one state of the database, and nothing can be written. */
  beginSnapshot(): Promise<void>;
  endSnapshot(): Promise<void>;
  /** Views whose name begins with the prefix, without regard to case. */
  listViews(prefix: string): Promise<View[]>;
  /** Columns by table, as far as the account may see them; views are left out. */
  listTableColumns(): Promise<ReadonlyMap<string, readonly string[]>>;
  /** The statements that gave the account rights beyond reading these views. */
  listSurplusGrants(views: readonly string[]): Promise<string[]>;
  /** The statement by which an administrator lets the account read a view. */
  grantOf(view: string): string;
  /** Cells as the database writes them in text. */
  readRows(sql: string, parameters: readonly string[]): Promise<(readonly Cell[])[]>;
  execute(sql: string): Promise<void>;
  quote(identifier: string): string;
  placeholder(position: number): string;
  refusalOf(error: unknown): Refusal;
  close(): Promise<void>;
}

/**
 * Opens the database of a `mysql://` or `postgres://` URL.
 *
 * @throws UnavailableError when it cannot be reached; the message never holds the password.
 */
export async function openInventory(url: string): Promise<InventoryDatabase> {
  const { protocol, hostname, port, pathname, username } = new URL(url);
  const isMysql = protocol === 'mysql:' || protocol === 'mariadb:';
  const where = `${hostname}${port === '' ? '' : `:${port}`}${pathname}`;
  try {
    return isMysql ? await openMysqlInventory(url) : await openPostgresInventory(url);
  } catch (error) {
    const account = decodeURIComponent(username);
    throw new UnavailableError(`The inventory database ${where} does not let ${account || 'nobody'} in`, {
      cause: error,
    });
  }
}
