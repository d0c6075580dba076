import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, InvalidInputError, NotFoundError } from '@popis/errors';
import type { CardWithdrawal, Left, RelationWithdrawal } from '@popis/reconciliation';
import { CardWriter } from '../../cards/card-writer.ts';
import { type ChangeContext } from '../../changes/attestation.ts';
import { changeBy } from '../../changes/changes.service.ts';
import { ownSources } from '../../changes/own-sources.ts';
import { CatalogueService } from '../../classes/catalogue.service.ts';
import { Database, type Tx } from '../../platform/database/database.ts';
import { newId } from '../../platform/ids.ts';
import { type ItemError, writeByHalves } from '../../platform/jobs/write-by-halves.ts';
import type { Caller } from '../../platform/permissions.ts';
import { getSource } from '../runs.read-model.ts';
import { dropCards, replaceLosing } from '../source-cards.repository.ts';
import { besideOf, idsOf, leftOf, listKept, planCards, toCardsWork } from './plan-cards.ts';
import { planRelations, toRelationWork } from './plan-relations.ts';
import { previewWithdrawal } from './preview-withdrawal.ts';
import { findUnfinishedRun } from './withdrawal.read-model.ts';
import {
  findWithdrawal,
  finishWithdrawal,
  handOver,
  insertWithdrawal,
  listNextCards,
  listNextRelations,
  listWithdrawalLeft,
  noteWithdrawn,
  noWithdrawalCounts,
  type SourceWithdrawal,
  tryOccupyWithdrawal,
  type WithdrawalCounts,
} from './withdrawal.repository.ts';
import { addCounts } from './withdrawal-counts.ts';
import type { RelationExample, WithdrawalExample } from './withdrawal-examples.ts';
import { listOwnRelations, listPlaces } from './withdrawal-relations.read-model.ts';
import { insertWithdrawn } from './withdrawn-cards.repository.ts';

const atOnce = 200;
const mostShown = 1_000;

/** What a withdrawal has done, or would do. */
export interface WithdrawalReport {
  withdrawal: SourceWithdrawal | null;
  counts: WithdrawalCounts;
  left: readonly Left[];
  /** Of a preview: what it would do to some of the cards. */
  examples: readonly WithdrawalExample[];
  /** Of a preview: and to some of the relations between cards that stay. */
  relations: readonly RelationExample[];
}

/** Takes back all that a source has said. */
@Injectable()
export class WithdrawalService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(CardWriter) private readonly writer: CardWriter,
  ) {}

  /** What a withdrawal would do now; writes nothing. @throws NotFoundError, InvalidInputError, ConflictError */
  async preview(source: string): Promise<WithdrawalReport> {
    return this.database.read(async (tx) => {
      await refuseUnfit(tx, source);
      const catalogue = await this.catalogues.whole(tx);
      const found = await previewWithdrawal(tx, catalogue, source, atOnce, mostShown);
      return { withdrawal: null, ...found };
    });
  }

  /**
   * Takes back what a source has said, some hundred cards a change, then the relations that are left between cards that stay.
   * Interrupted, it goes on where it stopped when asked for again.
   *
   * @throws NotFoundError, InvalidInputError for what is no source of inventories
   * @throws ConflictError when a run of the source is not at its end, or somebody is at it
   */
  async withdraw(source: string, reason: string, caller: Caller): Promise<WithdrawalReport> {
    return this.database.transaction(async (holding) => {
      if (!(await tryOccupyWithdrawal(holding, source)))
        throw new ConflictError('What the source has said is being taken back already');
      await refuseUnfit(this.database.single, source);
      const withdrawal = await this.begin(source, reason, caller);
      const context = changeBy(caller, `all that ${source} has said is taken back: ${withdrawal.reason}`);
      let seen = 0;
      do seen = await this.database.transaction((tx) => this.withdrawCards(tx, withdrawal, context));
      while (seen > 0);
      do seen = await this.database.transaction((tx) => this.withdrawRelations(tx, withdrawal, context));
      while (seen > 0);
      await this.database.transaction((tx) => finishWithdrawal(tx, withdrawal));
      return this.report(source);
    });
  }

  /** @throws NotFoundError when nothing of the source was taken back */
  async report(source: string): Promise<WithdrawalReport> {
    const withdrawal = await findWithdrawal(this.database.single, source);
    if (withdrawal === undefined) throw new NotFoundError(`Nothing of ${source} was taken back`);
    const left = await listWithdrawalLeft(this.database.single, withdrawal.id, mostShown);
    return { withdrawal, counts: withdrawal.counts, left, examples: [], relations: [] };
  }

  private async begin(source: string, reason: string, caller: Caller): Promise<SourceWithdrawal> {
    return this.database.transaction(async (tx) => {
      const standing = await findWithdrawal(tx, source);
      if (standing !== undefined && standing.finishedAt === null) return standing;
      const begun = { id: newId(), source, reason, startedBy: caller.username, startedAt: new Date() };
      await insertWithdrawal(tx, begun);
      return { ...begun, finishedAt: null, counts: noWithdrawalCounts };
    });
  }

  /** Sees to the next cards, and gives their number: none are left at 0. */
  private async withdrawCards(
    tx: Tx,
    { id, source }: SourceWithdrawal,
    context: ChangeContext,
  ): Promise<number> {
    const ids = await listNextCards(tx, id, atOnce);
    if (ids.length === 0) return 0;
    const catalogue = await this.catalogues.currentForWriting(tx);
    const planned = await planCards(tx, catalogue, source, ids, 'locked');
    const places = planRelations(await listPlaces(tx, source, listKept(planned)), catalogue, 'places');
    const staying = places.filter((place) => place.action === 'leave');
    const write = async (part: readonly CardWithdrawal[]) => {
      const { changeId } = await this.writer.apply(tx, context, toCardsWork(part));
      if (changeId !== null) await insertWithdrawn(tx, source, changeId, idsOf(part, 'retire'));
      await replaceLosing(tx, part.flatMap(besideOf));
      await dropCards(tx, idsOf(part, 'retire'));
      await handOver(tx, source, idsOf(part, 'settle'));
      return part.map(() => nothing);
    };
    const verdicts = await writeByHalves<CardWithdrawal, readonly Left[]>(tx, planned, write, refuseCard);
    const refused = verdicts.flat();
    const counts = (await findWithdrawal(tx, source))?.counts ?? noWithdrawalCounts;
    const sum = addCounts(counts, { cards: planned, relations: staying }, refused);
    const seen = { cards: ids, relations: staying.map(({ relation }) => relation.id) };
    await noteWithdrawn(tx, id, seen, sum, [...leftOf(planned), ...leftOf(staying), ...refused]);
    return ids.length;
  }

  /** Sees to the next relations once all cards are done, and gives their number. */
  private async withdrawRelations(
    tx: Tx,
    { id, source }: SourceWithdrawal,
    context: ChangeContext,
  ): Promise<number> {
    const ids = await listNextRelations(tx, id, atOnce);
    if (ids.length === 0) return 0;
    const catalogue = await this.catalogues.currentForWriting(tx);
    const relations = planRelations(await listOwnRelations(tx, source, ids), catalogue, 'others');
    const write = async (part: readonly RelationWithdrawal[]) => {
      await this.writer.apply(tx, context, toRelationWork(part));
      return part.map(() => nothing);
    };
    const verdicts = await writeByHalves<RelationWithdrawal, readonly Left[]>(
      tx,
      relations,
      write,
      refuseRelation,
    );
    const refused = verdicts.flat();
    const counts = (await findWithdrawal(tx, source))?.counts ?? noWithdrawalCounts;
    const sum = addCounts(counts, { relations }, refused);
    await noteWithdrawn(tx, id, { cards: [], relations: ids }, sum, [...leftOf(relations), ...refused]);
    return ids.length;
  }
}

const nothing: readonly Left[] = [];

async function refuseUnfit(tx: Tx, source: string): Promise<void> {
  await getSource(tx, source);
  if (ownSources.includes(source)) {
    const fault = { path: 'source', message: `${source} is no source of an inventory` };
    throw new InvalidInputError('This cannot be taken back', [fault]);
  }
  const run = await findUnfinishedRun(tx, source);
  if (run !== undefined)
    throw new ConflictError(
      `The run ${run.id} of ${source} is ${run.state}: decide on it, or cancel it first`,
    );
}

/** Why a card could not be written. */
function refuseCard(card: CardWithdrawal, error: ItemError): readonly Left[] {
  const place = { cardId: card.id, class: card.class, key: card.key, attribute: null };
  return [{ ...place, reason: `It cannot be written: ${describeFault(error)}` }];
}

function refuseRelation({ relation }: RelationWithdrawal, error: ItemError): readonly Left[] {
  const { id: cardId, class: className, key } = relation.target;
  const reason = `Its relation ${relation.domain} cannot be written: ${describeFault(error)}`;
  return [{ cardId, class: className, key, attribute: null, reason }];
}

function describeFault(error: ItemError): string {
  const faults = error instanceof InvalidInputError ? error.faults : [];
  return faults.length > 0 ? faults.map((fault) => fault.message).join('; ') : error.message;
}
