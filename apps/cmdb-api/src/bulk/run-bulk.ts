import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Fault } from '@popis/errors';
import { InvalidInputError } from '@popis/errors';
import { CardWriter } from '../cards/card-writer.ts';
import { checkList } from '../cards/check-list.ts';
import type { ChangeContext } from '../changes/attestation.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import type { BackgroundJob } from '../platform/jobs/background-jobs.ts';
import { type ItemError, writeByHalves } from '../platform/jobs/write-by-halves.ts';
import { StaleError } from '../platform/stale-error.ts';
import { listRevised } from './bulk.read-model.ts';
import type { BulkJob, BulkPreview, BulkVerdict, PendingCard } from './bulk-job.ts';
import { findJob } from './bulk-jobs.read-model.ts';
import {
  changeState,
  listPending,
  lockState,
  takeSet,
  writePreview,
  writeVerdicts,
} from './bulk-jobs.repository.ts';
import { readCards, sampleSize, toSample } from './bulk-sample.ts';

const cardsAtOnce = 500;
const mostFaults = 100;
const changed = 'was changed since the preview, and is left as it is';

/** Carries a preview out of its transaction, which it ends without writing. */
class Previewed extends Error {
  readonly preview: BulkPreview;

  constructor(preview: BulkPreview) {
    super('previewed');
    this.preview = preview;
  }
}

/** Does the work of bulk jobs. */
@Injectable()
export class RunBulk {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(CardWriter) private readonly writer: CardWriter,
  ) {}

  /** Takes the set of cards, then does the first of the work and takes it back. */
  preparationOf(id: string): BackgroundJob {
    return {
      key: `prepare bulk ${id}`,
      step: async () => {
        await this.prepare(id);
        return false;
      },
      fail: async (fault) => {
        await changeState(this.database.single, id, ['preparing'], 'failed', fault);
      },
    };
  }

  /** Writes some hundred cards a step, transaction and change. A card that is refused falls out of its batch. */
  jobOf(id: string, requestId: string | undefined): BackgroundJob {
    let after = 0;
    return {
      key: `run bulk ${id}`,
      step: async () => {
        const last = await this.writeBatch(id, requestId, after);
        after = last ?? after;
        return last !== undefined;
      },
      fail: async (fault) => {
        await changeState(this.database.single, id, ['running'], 'failed', fault);
      },
    };
  }

  private async prepare(id: string): Promise<void> {
    const total = await this.database.transaction(async (tx) => {
      const catalogue = await this.catalogues.whole(tx);
      // Not locked, so that who cancels need not wait until a large set is taken.
      const job = await findJob(tx, id);
      if (job?.state !== 'preparing') return undefined;
      const { filter, query } = job;
      const className = catalogue.className(job.classId);
      const list = checkList(catalogue, {
        className,
        filter: filter ?? undefined,
        query,
        sort: [],
        limit: 1,
      });
      return takeSet(tx, catalogue, id, list);
    });
    if (total === undefined) return;
    const preview = await this.preview(id);
    const token = createHash('sha256')
      .update(JSON.stringify([id, total, preview]))
      .digest('base64url');
    await writePreview(this.database.single, id, preview, token);
  }

  private async preview(id: string): Promise<BulkPreview> {
    try {
      return await this.database.transaction(async (tx) => {
        const catalogue = await this.catalogues.currentForWriting(tx);
        const job = await findJob(tx, id);
        const cards = await listPending(tx, id, 0, cardsAtOnce);
        if (job === undefined || cards.length === 0) return toPreview([], [], []);
        throw new Previewed(await this.tryCards(tx, catalogue, job, cards));
      });
    } catch (error) {
      if (error instanceof Previewed) return error.preview;
      throw error;
    }
  }

  private async tryCards(
    tx: Tx,
    catalogue: StoredCatalogue,
    job: BulkJob,
    cards: readonly PendingCard[],
  ): Promise<BulkPreview> {
    const ids = cards.slice(0, sampleSize).map((card) => card.id);
    const before = await readCards(tx, catalogue, ids);
    const verdicts = await this.write(tx, job, undefined, cards);
    const after = job.changes === null ? before : await readCards(tx, catalogue, ids);
    return toPreview(cards, verdicts, toSample(before, after));
  }

  private async writeBatch(
    id: string,
    requestId: string | undefined,
    after: number,
  ): Promise<number | undefined> {
    return this.database.transaction(async (tx) => {
      await this.catalogues.currentForWriting(tx);
      // Held to the end: who cancels waits for this batch, and none comes after it.
      if ((await lockState(tx, id)) !== 'running') return undefined;
      const job = await findJob(tx, id);
      const cards = await listPending(tx, id, after, cardsAtOnce);
      if (job === undefined || cards.length === 0) {
        await changeState(tx, id, ['running'], 'finished');
        return undefined;
      }
      await writeVerdicts(tx, id, await this.write(tx, job, requestId, cards));
      return cards.at(-1)?.number;
    });
  }

  private async write(
    tx: Tx,
    job: BulkJob,
    requestId: string | undefined,
    cards: readonly PendingCard[],
  ): Promise<BulkVerdict[]> {
    const settled: BulkVerdict[] = [];
    const open: PendingCard[] = [];
    for (const card of cards) {
      const verdict = settle(job, card);
      if (verdict === undefined) open.push(card);
      else settled.push(verdict);
    }
    const { startedBy: actor, reason } = job;
    const context = { actor, source: 'person', reason, requestId };
    const written = await writeByHalves<PendingCard, BulkVerdict>(
      tx,
      open,
      (part) => this.writePart(tx, context, job, part),
      ({ number }, error) => ({ number, verdict: 'fault', changeId: null, faults: describe(error) }),
    );
    return [...settled, ...written];
  }

  private async writePart(
    tx: Tx,
    context: ChangeContext,
    { changes }: BulkJob,
    cards: readonly PendingCard[],
  ): Promise<BulkVerdict[]> {
    if (cards.length === 0) return [];
    const seen = cards.map(({ id, current }) => ({ id, ifMatch: current ?? undefined }));
    const { changeId, retired } = await this.writer.apply(
      tx,
      context,
      changes === null
        ? { retire: seen }
        : { update: seen.map((card) => ({ ...card, attributes: changes })) },
    );
    const ids = cards.map(({ id }) => id);
    const written = new Set(changes === null ? retired : await listRevised(tx, ids, changeId));
    return cards.map(
      ({ id, number }): BulkVerdict =>
        written.has(id)
          ? { number, verdict: 'written', changeId, faults: null }
          : { number, verdict: 'unchanged', changeId: null, faults: null },
    );
  }
}

/** What becomes of a card that is not to be written, because it is no longer what was previewed. */
function settle({ changes }: BulkJob, card: PendingCard): BulkVerdict | undefined {
  const { number, seen, current, isOurs } = card;
  if (current === null && changes === null)
    return { number, verdict: 'unchanged', changeId: null, faults: null };
  if (current !== null && (current === seen || isOurs)) return undefined;
  const message = current === null ? 'was retired since the preview' : changed;
  return { number, verdict: 'fault', changeId: null, faults: [{ path: '', message }] };
}

function describe(error: ItemError): Fault[] {
  if (error instanceof StaleError) return [{ path: '', message: changed }];
  if (!(error instanceof InvalidInputError)) return [{ path: '', message: error.message }];
  return error.faults.map(({ path, message }) => ({ path: path.replace(/^update\.\d+\./, ''), message }));
}

function toPreview(
  cards: readonly PendingCard[],
  verdicts: readonly BulkVerdict[],
  sample: BulkPreview['sample'],
): BulkPreview {
  const idOf = new Map(cards.map(({ number, id }) => [number, id]));
  const counts = { written: 0, unchanged: 0, fault: 0 };
  const faults: BulkPreview['faults'] = [];
  for (const { number, verdict, faults: found } of verdicts) {
    counts[verdict] += 1;
    if (found !== null && faults.length < mostFaults)
      faults.push({ cardId: idOf.get(number) ?? '', faults: found });
  }
  return { tried: cards.length, counts, sample, faults };
}
