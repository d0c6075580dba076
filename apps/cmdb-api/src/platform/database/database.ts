import { setTimeout } from 'node:timers/promises';
import { InvalidInputError, UnavailableError } from '@popis/errors';
import { DataSource, type EntityManager, type EntityTarget, type ObjectLiteral } from 'typeorm';
import { OvertakenError } from './overtaken-error.ts';
import { errorCode } from './violations.ts';

/**
 * What statements run on: inside `transaction` all of them share one transaction. Services only pass it on;
 * repositories and read models call `tx.query(sql, values)` or `tx.getRepository(Entity)`.
 */
export type Tx = EntityManager;

const serializationFailure = '40001';
const deadlock = '40P01';
const attempts = 6;

/** The CMDB database. One a process; inject it where a use-case begins. */
export class Database {
  private readonly dataSource: DataSource;

  constructor(dataSource: DataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Runs `work` in one transaction (READ COMMITTED) and commits it; a throw rolls it back. After a deadlock, or when it was overtaken, the whole of
   * `work` runs again, so it must keep no state of its own. Do not nest: pass `tx` down.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.dataSource.transaction(work);
      } catch (error) {
        if (!isWorthAnotherTry(error)) throw error;
        if (attempt === attempts) throw new UnavailableError('Too many writers at once', { cause: error });
        // Two that were in each other's way shall not meet again.
        await setTimeout(Math.random() * 20 * 2 ** attempt);
      }
    }
  }

  /** Runs reads that belong together on one snapshot; writes are refused by the database. */
  async read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.dataSource.transaction('REPEATABLE READ', async (tx) => {
      await tx.query('SET TRANSACTION READ ONLY');
      return work(tx);
    });
  }

  /** An executor without a transaction, for single statements. */
  get single(): Tx {
    return this.dataSource.manager;
  }

  /** Connections as they stand. */
  readPool(): { busy: number; idle: number; waiting: number } {
    const { driver } = this.dataSource;
    if (!isPooled(driver)) throw new TypeError('The driver of the database has no pool');
    const { totalCount, idleCount, waitingCount } = driver.master;
    return { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
  }
}

/** TypeORM's driver for PostgreSQL keeps a pool of `pg`. */
function isPooled(
  driver: object,
): driver is { master: { totalCount: number; idleCount: number; waitingCount: number } } {
  return 'master' in driver && typeof driver.master === 'object';
}

function isWorthAnotherTry(error: unknown): boolean {
  const code = errorCode(error);
  return error instanceof OvertakenError || code === deadlock || code === serializationFailure;
}

const sessionOptions = [
  // pg gives a date as a local midnight otherwise; timestamps come as Date.
  'timezone=UTC',
  'lock_timeout=15s',
  // PostgreSQL's 4 is of turning disks: with it, history is read whole where a tenth would do.
  'random_page_cost=1.1',
  // Compiling takes longer than any of our statements gains by it.
  'jit=off',
];

/** Connects to the database. TypeORM maps and connects, and never makes schema. */
export async function openDatabase(
  url: string,
  entities: EntityTarget<ObjectLiteral>[],
  poolSize = 10,
): Promise<Database> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    entities: entities.map((entity) => {
      if (typeof entity === 'function') return entity;
      throw new InvalidInputError('An entity must be a class');
    }),
    synchronize: false,
    migrationsRun: false,
    poolSize,
    applicationName: 'popis-cmdb-api',
    extra: { options: sessionOptions.map((option) => `-c ${option}`).join(' ') },
  });
  await dataSource.initialize();
  return new Database(dataSource);
}
