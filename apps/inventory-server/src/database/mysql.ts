import { createHash } from 'node:crypto';
import { UnavailableError } from '@popis/errors';
import mysql from 'mysql2/promise';
import { toCatalogue } from './catalogue.ts';
import type {
  Batch,
  Catalogue,
  Database,
  Dialect,
  Row,
  SqlValue,
  Statements,
  TakeLocks,
} from './database.ts';
import { retryOnDeadlock } from './retry.ts';
import { type TransactionLife, whileOpen } from './while-open.ts';

const LOCK_WAIT_SECONDS = 20;
/** A statement holds at most 65,535 placeholders; batches are cut into powers of two, so that few statements serve. */
const LARGEST_CHUNK = 256;

const dialect: Dialect = {
  name: 'mysql',
  now: 'NOW()',
  nowAfter: (column) =>
    `CASE WHEN ${column} BETWEEN NOW() AND NOW() + INTERVAL 1 MINUTE THEN ${column} + INTERVAL 1 SECOND ELSE NOW() END`,
  secondsSince: (column) => `TIMESTAMPDIFF(SECOND, ${column}, NOW())`,
  isAnyOf: (column) => `${column} IN (?)`,
  joined: (expression) => `GROUP_CONCAT(${expression} SEPARATOR ' ')`,
  table: (name) => `\`${name}\``,
};

/** Opens an inventory database on MariaDB or MySQL; a real OCS server's `ocsweb` is one. */
export function openMysql(url: string, maxConnections: number): Database {
  const pool = mysql.createPool({
    uri: url,
    connectionLimit: maxConnections,
    charset: 'utf8mb4',
    dateStrings: true,
    decimalNumbers: true,
    supportBigNumbers: true,
    // The stack of who asked, taken for each statement in case it fails: a twentieth of the server's processor time.
    trace: false,
  });
  const door: Door = { pool, prepare: sessionPreparer(), busy: 0, waiting: 0 };
  return {
    dialect,
    statements: statementsOf({
      execute: (sql, values) => withConnection(door, (connection) => connection.execute(sql, values)),
    }),
    transaction: (lock, work) =>
      retryOnDeadlock(() => withConnection(door, (connection) => runTransaction(connection, lock, work))),
    readOnly: (limitMs, work) => withConnection(door, (connection) => runReadOnly(connection, limitMs, work)),
    async readCatalogue(): Promise<Catalogue> {
      const [rows] = await pool.query(`
        SELECT table_name AS table_name, column_name AS column_name, data_type AS data_type,
          character_maximum_length AS character_maximum_length, character_set_name AS character_set_name
        FROM information_schema.columns WHERE table_schema = DATABASE()`);
      return toCatalogue(toRows(rows));
    },
    readPool: () => ({ busy: door.busy, limit: maxConnections, waiting: door.waiting }),
    close: () => pool.end(),
  };
}

type Preparer = (connection: mysql.PoolConnection) => Promise<void>;

/**
 * Sets up a connection once. READ COMMITTED takes no locks on gaps between keys, over which inserts of different
 * devices would wait for each other; strictness turns a value that does not fit into an error instead of another value.
 */
function sessionPreparer(): Preparer {
  const ready = new WeakSet<object>();
  return async (connection) => {
    if (!ready.has(connection.connection)) {
      await connection.query(
        "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', SESSION innodb_lock_wait_timeout = 20, SESSION group_concat_max_len = 65536",
      );
      await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
      ready.add(connection.connection);
    }
  };
}

/** Where connections come from, and what is made of them. */
interface Door {
  pool: mysql.Pool;
  prepare: Preparer;
  busy: number;
  waiting: number;
}

async function withConnection<Result>(
  door: Door,
  work: (connection: mysql.PoolConnection) => Promise<Result>,
): Promise<Result> {
  door.waiting += 1;
  const connection = await door.pool.getConnection().finally(() => {
    door.waiting -= 1;
  });
  door.busy += 1;
  try {
    await door.prepare(connection);
    return await work(connection);
  } finally {
    door.busy -= 1;
    connection.release();
  }
}

async function runTransaction<Result>(
  connection: mysql.PoolConnection,
  lock: string | readonly string[] | undefined,
  work: (statements: Statements, takeLocks: TakeLocks) => Promise<Result>,
): Promise<Result> {
  const held: string[] = [];
  const life: TransactionLife = { isOver: false };
  const takeLocks = async (names: readonly string[]) => {
    for (const name of [...new Set(names.map(lockName))].sort()) {
      await takeLock(connection, name);
      held.push(name);
    }
  };
  try {
    await takeLocks(lock === undefined ? [] : [lock].flat());
    await connection.query('START TRANSACTION');
    const result = await work(whileOpen(statementsOf(connection), life), takeLocks);
    life.isOver = true;
    await connection.query('COMMIT');
    return result;
  } catch (error) {
    life.isOver = true;
    // A connection that cannot roll back is closed: the server rolls back and frees the lock.
    await connection.query('ROLLBACK').catch(() => connection.destroy());
    throw error;
  } finally {
    for (const name of held) {
      await connection.execute('SELECT RELEASE_LOCK(?)', [name]).catch(() => connection.destroy());
    }
  }
}

/** MariaDB and MySQL name the limit differently; it is the session's, so it is taken back. */
async function runReadOnly<Result>(
  connection: mysql.PoolConnection,
  limitMs: number,
  work: (statements: Statements) => Promise<Result>,
): Promise<Result> {
  const [rows] = await connection.query('SELECT VERSION() AS version');
  const isMariadb = String(toRows(rows)[0]?.version).includes('MariaDB');
  const limit = isMariadb ? `max_statement_time = ${limitMs / 1000}` : `max_execution_time = ${limitMs}`;
  try {
    await connection.query(`SET SESSION ${limit}`);
    await connection.query('START TRANSACTION READ ONLY');
    return await work(statementsOf(connection));
  } finally {
    // A connection that keeps its limit or its transaction is not to be used again.
    await connection.query('ROLLBACK').catch(() => connection.destroy());
    await connection.query(`SET SESSION ${limit.split(' ')[0]} = 0`).catch(() => connection.destroy());
  }
}

function lockName(lock: string): string {
  return `popis-${createHash('md5').update(lock).digest('hex')}`;
}

/** Named locks count per server: another database's device of the same name waits too, which costs only time. */
async function takeLock(connection: mysql.PoolConnection, name: string): Promise<void> {
  const [rows] = await connection.execute(`SELECT GET_LOCK(?, ${LOCK_WAIT_SECONDS}) AS taken`, [name]);
  if (toRows(rows)[0]?.taken !== 1) {
    throw new UnavailableError('Another report of this device is being stored');
  }
}

interface Executor {
  execute(sql: string, values: (string | number | null)[]): Promise<[unknown, mysql.FieldPacket[]]>;
}

function statementsOf(executor: Executor): Statements {
  const run = async (sql: string, values: readonly SqlValue[]) => {
    const [text, flat] = spreadLists(sql, values);
    return await executor.execute(text, flat);
  };
  return {
    async query(sql, values = []) {
      const [rows] = await run(sql, values);
      return toRows(rows);
    },
    async queryTable(sql, values = []) {
      const [rows, fields] = await run(sql, values);
      return { rows: toRows(rows), columns: fields.map((field) => field.name.toLowerCase()) };
    },
    async insertOne(table, row) {
      const columns = Object.keys(row);
      const [result] = await executor.execute(insertStatement(table, columns, 1), Object.values(row));
      return toInsertId(result);
    },
    async insertBatch(batch) {
      await insertChunks(executor, batch);
    },
    async upsertBatch(batch, key, changes = []) {
      const written = batch.columns.filter((column) => !key.includes(column.name));
      const sets = [
        ...written.map((column) => `\`${column.name}\` = VALUES(\`${column.name}\`)`),
        ...changes,
      ];
      await insertChunks(executor, batch, 'INSERT', ` ON DUPLICATE KEY UPDATE ${sets.join(', ')}`);
    },
    async addToDictionary(table, column, values) {
      const rows = [...values].sort().map((value) => [value]);
      await insertChunks(
        executor,
        { table, columns: [{ name: column, type: 'text' }], rows },
        'INSERT IGNORE',
      );
    },
  };
}

async function insertChunks(executor: Executor, batch: Batch, verb = 'INSERT', ending = ''): Promise<void> {
  const columns = batch.columns.map((column) => column.name);
  let start = 0;
  while (start < batch.rows.length) {
    const size = chunkSize(batch.rows.length - start);
    const values = batch.rows.slice(start, start + size).flat();
    await executor.execute(insertStatement(batch.table, columns, size, verb) + ending, values);
    start += size;
  }
}

/** The largest power of two within what is left. */
function chunkSize(left: number): number {
  let size = LARGEST_CHUNK;
  while (size > left) {
    size /= 2;
  }
  return size;
}

function insertStatement(table: string, columns: readonly string[], rows: number, verb = 'INSERT'): string {
  const row = `(${columns.map(() => '?').join(',')})`;
  const names = columns.map((column) => `\`${column}\``).join(', ');
  return `${verb} INTO ${table} (${names}) VALUES ${Array.from({ length: rows }, () => row).join(',')}`;
}

/**
 * Spreads bound lists over placeholders of their own. Lists are filled up to a power of two with their last value, so
 * that few statements serve lists of any length.
 */
function spreadLists(sql: string, values: readonly SqlValue[]): [string, (string | number | null)[]] {
  const flat: (string | number | null)[] = [];
  let index = 0;
  const text = sql.replace(/\?/g, () => {
    const value = values[index] ?? null;
    index += 1;
    if (!isList(value)) {
      flat.push(value);
      return '?';
    }
    let size = 1;
    while (size < value.length) {
      size *= 2;
    }
    const last = value.at(-1) ?? null;
    for (let place = 0; place < size; place += 1) {
      flat.push(value[place] ?? last);
    }
    return Array.from({ length: size }, () => '?').join(',');
  });
  return [text, flat];
}

function isList(value: SqlValue): value is readonly (string | number)[] {
  return Array.isArray(value);
}

/** Rows of a driver's answer; statements without rows give none. */
function toRows(answer: unknown): Row[] {
  if (!Array.isArray(answer)) {
    return [];
  }
  return answer.map((row: Row) => {
    const lower: Row = {};
    for (const [name, value] of Object.entries(row)) {
      lower[name.toLowerCase()] = value;
    }
    return lower;
  });
}

function toInsertId(answer: unknown): number {
  return typeof answer === 'object' && answer !== null && 'insertId' in answer ? Number(answer.insertId) : 0;
}
