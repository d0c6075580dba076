import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { createLogger } from '@popis/runtime';
import { toWrittenItems } from '../cards/written-content.ts';
import { ChangesService } from '../changes/changes.service.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { readLastModelChange } from '../classes/model-change.read-model.ts';
import { longestKept, toHorizon } from '../classes/retention.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { RepeatedWork } from '../platform/jobs/repeated-work.ts';
import {
  announceHorizons,
  insertPurge,
  type TakenCard,
  type TakenRelation,
  takeCardVersions,
  takeRelationVersions,
  tryLockPurge,
} from './purge.repository.ts';
import { describePurge, type PurgeScope, type RemovedItem, toAttestedPurge } from './purge-attestation.ts';
import { listPastPairs } from './purges.read-model.ts';

const log = createLogger('cmdb-api.retention');
const pauseMs = 3_600_000;
const batchSize = 2_000;
const none = { cards: [], endedCards: [], relations: [], endedRelations: [] };

export interface RetentionOptions {
  /** Default: the clock of the database. */
  now?: Date;
  /** How long readers have that looked before it was announced. */
  graceMs?: number;
}

/**
 * Removes past versions that their classes do not keep any more: once an hour, in small batches, each a change of its own. It
 * may end between any two of them and goes on the next time. Several processes may try; one at a time does.
 */
@Injectable()
export class RetentionService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rounds = new RepeatedWork(() => this.run(), {
    everyMs: pauseMs,
    failed: (error) => log.warn({ err: error }, 'past versions could not be removed now'),
  });
  private stopped = false;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(ChangesService) private readonly changes: ChangesService,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.rounds.stop();
  }

  /** Removes all that can be removed, and gives how many versions that were. */
  async run({ now, graceMs = 5_000 }: RetentionOptions = {}): Promise<number> {
    const scopes = await this.database.transaction(async (tx) => {
      const catalogue = await this.catalogues.whole(tx);
      const found = listScopes(catalogue, now ?? (await this.changes.readClock(tx)), await listPastPairs(tx));
      const cards = found.filter((scope) => scope.other === null);
      return { found, isNews: cards.length > 0 && (await announceHorizons(tx, cards)) };
    });
    if (scopes.isNews) await setTimeout(graceMs);
    let removed = 0;
    for (const scope of scopes.found) removed += await this.removeAll(scope, now);
    return removed;
  }

  private async removeAll(scope: PurgeScope, after: Date | undefined): Promise<number> {
    let removed = 0;
    while (!this.stopped) {
      const count = await this.database.transaction((tx) => this.removeSome(tx, scope, after));
      removed += count;
      if (count > 0) {
        log.info(
          { class: scope.class, other: scope.other, before: scope.before, removed },
          'past versions removed',
        );
      }
      if (count < batchSize) break;
    }
    return removed;
  }

  private async removeSome(tx: Tx, scope: PurgeScope, after: Date | undefined): Promise<number> {
    if (!(await tryLockPurge(tx))) return 0;
    // Nobody changes the model meanwhile: what it says of the classes holds at the time of the change.
    const catalogue = await this.catalogues.currentForWriting(tx);
    if (keptBy(catalogue, scope) !== scope.keptDays) return 0;
    const items = await take(tx, catalogue, scope);
    if (items.length === 0) return 0;
    const context = { actor: 'popis', source: 'retention', reason: describePurge(scope), after };
    const change = await this.changes.begin(tx, context, await readLastModelChange(tx));
    const work = { ...scope, items };
    await this.changes.record(tx, change, toAttestedPurge(work));
    await insertPurge(tx, change.id, work);
    return items.length / 2;
  }
}

/** What of the model's classes, and of pairs of them, is not kept for ever. */
function listScopes(
  catalogue: StoredCatalogue,
  now: Date,
  pairs: readonly { sourceClass: number; targetClass: number }[],
): PurgeScope[] {
  const scopes: Omit<PurgeScope, 'keptDays' | 'before'>[] = [
    ...catalogue.classes
      .filter(({ abstract }) => !abstract)
      .map(({ name }) => ({ class: name, other: null })),
    ...pairs.map(({ sourceClass, targetClass }) => ({
      class: catalogue.className(sourceClass),
      other: catalogue.className(targetClass),
    })),
  ];
  return scopes.flatMap((scope) => {
    const keptDays = keptBy(catalogue, scope);
    return keptDays === undefined ? [] : { ...scope, keptDays, before: toHorizon(now, keptDays) };
  });
}

function keptBy(catalogue: StoredCatalogue, scope: Pick<PurgeScope, 'class' | 'other'>): number | undefined {
  const { keptDays } = catalogue.getClass(scope.class);
  return scope.other === null ? keptDays : longestKept(keptDays, catalogue.getClass(scope.other).keptDays);
}

async function take(tx: Tx, catalogue: StoredCatalogue, scope: PurgeScope): Promise<RemovedItem[]> {
  const classId = catalogue.classId(scope.class);
  if (scope.other === null) {
    const taken = await takeCardVersions(tx, classId, scope.before, batchSize);
    return taken.flatMap((version) =>
      toItems(catalogue, version, { cards: [version] }, { endedCards: [version] }),
    );
  }
  const ends = { sourceClass: classId, targetClass: catalogue.classId(scope.other) };
  const taken = await takeRelationVersions(tx, ends, scope.before, batchSize);
  return taken.flatMap((version) =>
    toItems(catalogue, version, { relations: [version] }, { endedRelations: [version] }),
  );
}

function toItems(
  catalogue: StoredCatalogue,
  version: TakenCard | TakenRelation,
  begun: Partial<Parameters<typeof toWrittenItems>[0]>,
  ended: Partial<Parameters<typeof toWrittenItems>[0]>,
): RemovedItem[] {
  const of = (changeId: string, written: typeof begun) =>
    toWrittenItems({ ...none, ...written }, catalogue).map((item) => ({ ...item, changeId }));
  return [...of(version.changeId, begun), ...of(version.endedChangeId, ended)];
}
