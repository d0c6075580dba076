import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, type Fault, InvalidInputError, NotFoundError } from '@popis/errors';
import { readAllCards } from '../cards/card-cursor.read-model.ts';
import type { AppliedWork, CardWork } from '../cards/card-work.ts';
import { CardWriter } from '../cards/card-writer.ts';
import type { Card } from '../cards/cards.read-model.ts';
import { type CheckedList, checkList } from '../cards/check-list.ts';
import type { ChangeContext } from '../changes/attestation.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { StaleError } from '../platform/stale-error.ts';
import { listRevised } from './bulk.read-model.ts';
import type { BulkCard, BulkOutcome, BulkWork } from './bulk.ts';
import { readCards, sampleSize, toSample } from './bulk-sample.ts';
import { makeBulkToken } from './bulk-token.ts';

/** All of it is one change and so one transaction, whose locks others wait for. */
const mostCards = 20_000;
const mostFaults = 100;

/** Carries the outcome of a preview out of its transaction, which it ends without writing. */
class Previewed extends Error {
  readonly outcome: BulkOutcome;

  constructor(outcome: BulkOutcome) {
    super('previewed');
    this.outcome = outcome;
  }
}

/** One edit of many cards. */
@Injectable()
export class BulkService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(CardWriter) private readonly writer: CardWriter,
  ) {}

  /**
   * Does the work and takes it back, so that what it says, faults included, is what applying would come to.
   *
   * @throws InvalidInputError, NotFoundError, ConflictError
   */
  async preview(context: ChangeContext, work: BulkWork): Promise<BulkOutcome> {
    try {
      return await this.database.transaction(async (tx) => {
        throw new Previewed(await this.write(tx, context, work, undefined));
      });
    } catch (error) {
      if (error instanceof Previewed) return { ...error.outcome, changeId: null };
      throw error;
    }
  }

  /**
   * Does the work as one change, provided that the set is the one that the token was given for.
   *
   * @throws ConflictError when the set has moved; InvalidInputError, NotFoundError
   */
  async apply(context: ChangeContext, work: BulkWork, token: string): Promise<BulkOutcome> {
    return this.database.transaction((tx) => this.write(tx, context, work, token));
  }

  private async write(
    tx: Tx,
    context: ChangeContext,
    work: BulkWork,
    token: string | undefined,
  ): Promise<BulkOutcome> {
    const catalogue = await this.catalogues.current(tx);
    const list = checkList(catalogue, { ...work, sort: [], limit: 1 });
    const { cards, sample: before } = await readSet(tx, catalogue, list);
    const found = makeBulkToken(work, cards);
    if (token !== undefined && token !== found) throw moved(cards.length);
    const { changeId, retired } = await this.applyTo(tx, context, work, cards);
    const after = work.update === undefined ? before : await readCards(tx, catalogue, ids(before));
    const written = work.update === undefined ? retired : await listRevised(tx, ids(cards), changeId);
    return {
      total: cards.length,
      written: written.length,
      changeId,
      token: found,
      sample: toSample(before, after),
    };
  }

  private async applyTo(
    tx: Tx,
    context: ChangeContext,
    { update }: BulkWork,
    cards: readonly BulkCard[],
  ): Promise<AppliedWork> {
    const seen = cards.map(({ id, revision }) => ({ id, ifMatch: revision }));
    const work: CardWork =
      update === undefined
        ? { retire: seen }
        : { update: seen.map((card) => ({ ...card, attributes: update })) };
    try {
      return await this.writer.apply(tx, context, work);
    } catch (error) {
      if (error instanceof StaleError || error instanceof NotFoundError) throw moved(cards.length);
      if (!(error instanceof InvalidInputError)) throw error;
      throw new InvalidInputError(error.message, nameCards(error.faults, cards), { cause: error });
    }
  }
}

/** The cards of the list in the order of their ids, and the first of them whole. */
async function readSet(
  tx: Tx,
  catalogue: StoredCatalogue,
  list: CheckedList,
): Promise<{ cards: BulkCard[]; sample: Card[] }> {
  const cards: BulkCard[] = [];
  const sample: Card[] = [];
  for await (const batch of readAllCards(tx, catalogue, list)) {
    for (const card of batch) cards.push({ id: card.id, revision: card.changeId });
    sample.push(...batch.slice(0, sampleSize - sample.length));
    if (cards.length > mostCards) {
      const message = `finds more than ${mostCards} cards, the most for one change; narrow it, or make it a bulk job`;
      throw new InvalidInputError('The set is too large', [{ path: 'filter', message }]);
    }
  }
  return { cards, sample };
}

function moved(total: number): ConflictError {
  return new ConflictError('The cards have changed since the preview: look at them again', {
    current: { total },
  });
}

/** The writer counts the cards; the caller knows them by their ids. */
function nameCards(faults: readonly Fault[], cards: readonly BulkCard[]): Fault[] {
  return faults.slice(0, mostFaults).map(({ path, message }) => {
    const place = /^update\.(\d+)\.(.*)$/.exec(path);
    const card = cards[Number(place?.[1])] ?? (cards.length === 1 ? cards[0] : undefined);
    return card === undefined
      ? { path, message }
      : { path: `cards.${card.id}.${place?.[2] ?? path}`, message };
  });
}

function ids(cards: readonly { id: string }[]): string[] {
  return cards.map(({ id }) => id);
}
