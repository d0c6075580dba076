import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { createLogger } from '@popis/runtime';
import { Database, type Tx } from '../platform/database/database.ts';
import { readClock } from './changes.repository.ts';
import { merkleRoot } from './merkle.ts';
import { hashSeal, noHash, type Seal } from './seal.ts';
import { listSeals } from './seals.read-model.ts';
import {
  insertSeal,
  insertSealed,
  listSettled,
  readEarliestUnsealed,
  readOldestStart,
  tryLockSealing,
} from './seals.repository.ts';

const log = createLogger('cmdb-api.seals');
const pauseMs = 2_000;
const mostPerSeal = 10_000;
/** So far may the clock of the database be set back without changes coming to look back-dated. */
const clockToleranceMs = 60_000;

/** Seals changes every few seconds. Several processes may try; one at a time does, and nobody who writes waits for it. */
@Injectable()
export class SealingService implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private sealing: Promise<void> = Promise.resolve();

  constructor(@Inject(Database) private readonly database: Database) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.begin(), pauseMs).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.sealing;
  }

  /** Seals whatever can be sealed, and tells how many changes that were. */
  async sealSettled(): Promise<number> {
    let sealed = 0;
    for (;;) {
      const count = await this.database.transaction(makeSeal);
      sealed += count;
      if (count < mostPerSeal) return sealed;
    }
  }

  private begin(): void {
    this.sealing = this.sealing.then(async () => {
      try {
        await this.sealSettled();
      } catch (error) {
        log.warn({ err: error }, 'changes could not be sealed now');
      }
    });
  }
}

async function makeSeal(tx: Tx): Promise<number> {
  if (!(await tryLockSealing(tx))) return 0;
  // Before the changes are read: a transaction that ends in between is then among those that are seen.
  const oldestStart = await readOldestStart(tx);
  const changes = await listSettled(tx, mostPerSeal);
  const [first, last] = [changes[0], changes.at(-1)];
  if (first === undefined || last === undefined) return 0;
  const [previous] = await listSeals(tx, 1);
  await insertSealed(tx, previous?.total ?? 0, changes);
  const earliest = Math.min(
    oldestStart.getTime(),
    (await readEarliestUnsealed(tx))?.getTime() ?? Number.POSITIVE_INFINITY,
  );
  const content = {
    id: (previous?.id ?? 0) + 1,
    firstChange: first.id,
    lastChange: last.id,
    count: changes.length,
    total: (previous?.total ?? 0) + changes.length,
    horizon: new Date(earliest - clockToleranceMs),
    merkleRoot: merkleRoot(changes.map(({ hash }) => hash)),
    prevHash: previous?.hash ?? noHash,
    at: await readClock(tx),
  };
  const seal: Seal = { ...content, hash: hashSeal(content) };
  await insertSeal(tx, seal);
  return seal.count;
}
