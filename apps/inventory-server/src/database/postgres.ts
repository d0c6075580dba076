import { createHash } from 'node:crypto';
import pg from 'pg';
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
import { GatheringSocket } from './gathering-socket.ts';
import { retryOnDeadlock } from './retry.ts';
import { type TransactionLife, whileOpen } from './while-open.ts';

const NUMERIC_TYPES = new Set([
  pg.types.builtins.INT2,
  pg.types.builtins.INT4,
  pg.types.builtins.INT8,
  pg.types.builtins.NUMERIC,
  pg.types.builtins.FLOAT8,
]);
const LOCK_WAIT_MS = 20_000;
const STATEMENT_LIMIT_MS = 60_000;

const dialect: Dialect = {
  name: 'postgres',
  now: 'localtimestamp(0)',
  nowAfter: (column) =>
    `CASE WHEN ${column} BETWEEN localtimestamp(0) AND localtimestamp(0) + interval '1 minute' THEN ${column} + interval '1 second' ELSE localtimestamp(0) END`,
  secondsSince: (column) => `EXTRACT(EPOCH FROM localtimestamp - ${column})`,
  isAnyOf: (column) => `${column} = ANY(?)`,
  joined: (expression) => `string_agg(${expression}, ' ')`,
  table: (name) => name,
};

/** Opens a PostgreSQL inventory database. */
export function openPostgres(
  url: string,
  maxConnections: number,
  onIdleError: (error: Error) => void,
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    // Statements of a report are sent without waiting for the answers to those before, those of a moment together.
    pipeline: true,
    stream: () => new GatheringSocket(),
    types: { getTypeParser: (oid: number) => (NUMERIC_TYPES.has(oid) ? Number : String) },
    options: `-c lock_timeout=${LOCK_WAIT_MS} -c statement_timeout=${STATEMENT_LIMIT_MS} -c application_name=popis-inventory-server`,
  });
  pool.on('error', onIdleError);
  // The pool hears of those that nobody uses. One that is lost between two statements of a transaction says so as well, and
  // unheard that would end the process; the next statement fails, which is enough.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    dialect,
    statements: statementsOf(pool),
    transaction: (lock, work) => retryOnDeadlock(() => runTransaction(pool, lock, work)),
    readOnly: (limitMs, work) => runReadOnly(pool, limitMs, work),
    async readCatalogue(): Promise<Catalogue> {
      const { rows } = await pool.query<Row>(`
        SELECT columns.table_name, columns.column_name, columns.data_type, columns.character_maximum_length,
          'utf8mb4' AS character_set_name
        FROM information_schema.columns WHERE columns.table_schema = current_schema()`);
      return toCatalogue(rows);
    },
    readPool: () => ({
      busy: pool.totalCount - pool.idleCount,
      limit: maxConnections,
      waiting: pool.waitingCount,
    }),
    close: () => pool.end(),
  };
}

type Executor = Pick<pg.PoolClient, 'query'>;

async function runTransaction<Result>(
  pool: pg.Pool,
  lock: string | readonly string[] | undefined,
  work: (statements: Statements, takeLocks: TakeLocks) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  const life: TransactionLife = { isOver: false };
  let broken: Error | undefined;
  try {
    // Nothing waits for the locks here: the database runs what comes behind them when it has them.
    const begun = Promise.all([
      client.query(prepared('BEGIN', [])),
      takeLocks(client, lock === undefined ? [] : [lock].flat()),
    ]);
    const within = whileOpen(statementsOf(client), life);
    const [, result] = await Promise.all([begun, work(within, (names) => takeLocks(client, names))]);
    life.isOver = true;
    await client.query(prepared('COMMIT', []));
    return result;
  } catch (error) {
    life.isOver = true;
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

async function runReadOnly<Result>(
  pool: pg.Pool,
  limitMs: number,
  work: (statements: Statements) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${limitMs}`);
    return await work(statementsOf(client));
  } finally {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    client.release(broken);
  }
}

/** In the order of their keys, which is one order for all: names of equal keys are one lock. */
async function takeLocks(client: pg.PoolClient, names: readonly string[]): Promise<void> {
  const keys = [...new Set(names.map(lockKey))].sort((left, right) => (left < right ? -1 : 1));
  // One statement each, which is sent without waiting, so that its plan is kept.
  await Promise.all(
    keys.map((key) => client.query(prepared('SELECT pg_advisory_xact_lock($1)', [String(key)]))),
  );
}

/** The lock is held until the transaction ends. Its key is a hash: two devices may share one, which costs only time. */
function lockKey(lock: string): bigint {
  return createHash('sha256').update(lock).digest().readBigInt64BE();
}

function statementsOf(executor: Executor): Statements {
  return {
    async query(sql, values = []) {
      const { rows } = await executor.query<Row>(prepared(numberPlaceholders(sql), values));
      return rows;
    },
    async queryTable(sql, values = []) {
      const { rows, fields } = await executor.query<Row>(numberPlaceholders(sql), toParameters(values));
      return { rows, columns: fields.map((field) => field.name) };
    },
    async insertOne(table, row) {
      const columns = Object.keys(row);
      const places = columns.map((_, index) => `$${index + 1}`);
      const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places.join(', ')}) RETURNING id`;
      const { rows } = await executor.query<Row>(prepared(sql, Object.values(row)));
      return Number(rows[0]?.id);
    },
    async insertBatch(batch) {
      await executor.query(prepared(batchStatement(batch), columnsOf(batch)));
    },
    async upsertBatch(batch, key, changes = []) {
      const written = batch.columns.filter((column) => !key.includes(column.name));
      const sets = [...written.map((column) => `${column.name} = EXCLUDED.${column.name}`), ...changes];
      const sql = `${batchStatement(batch)} ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${sets.join(', ')}`;
      await executor.query(prepared(sql, columnsOf(batch)));
    },
    async addToDictionary(table, column, values) {
      // In the order of the values, so that two who add the same ones wait for each other and never in a ring.
      const sql = `INSERT INTO ${table} (${column}) SELECT value FROM unnest($1::text[]) AS value ORDER BY value ON CONFLICT DO NOTHING`;
      await executor.query(prepared(sql, [values]));
    },
  };
}

/** One text for any number of rows, so that its plan is kept. */
function batchStatement(batch: Batch): string {
  const names = batch.columns.map((column) => column.name).join(', ');
  const arrays = batch.columns.map((column, index) => `$${index + 1}::${column.type}[]`).join(', ');
  return `INSERT INTO ${batch.table} (${names}) SELECT * FROM unnest(${arrays})`;
}

function columnsOf(batch: Batch): (string | number | null)[][] {
  return batch.columns.map((_, index) => batch.rows.map((row) => row[index] ?? null));
}

const numbered = new Map<string, string>();

function numberPlaceholders(sql: string): string {
  let text = numbered.get(sql);
  if (text === undefined) {
    let count = 0;
    text = sql.replace(/\?/g, () => {
      count += 1;
      return `$${count}`;
    });
    numbered.set(sql, text);
  }
  return text;
}

const statementNames = new Map<string, string>();

function prepared(text: string, values: readonly (SqlValue | readonly (string | number | null)[])[]) {
  let name = statementNames.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 24);
    statementNames.set(text, name);
  }
  return { name, text, values: toParameters(values) };
}

function toParameters(values: readonly unknown[]): unknown[] {
  return [...values];
}
