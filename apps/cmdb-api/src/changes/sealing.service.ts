import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { createLogger } from '@popis/runtime';
import { Database, type Tx } from '../platform/database/database.ts';
import { RepeatedWork } from '../platform/jobs/repeated-work.ts';
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
  private readonly rounds = new RepeatedWork(() => this.sealSettled(), {
    everyMs: pauseMs,
    failed: (error) => log.warn({ err: error }, 'changes could not be sealed now'),
  });

  constructor(@Inject(Database) private readonly database: Database) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
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
