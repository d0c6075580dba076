import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, InvalidInputError, NotFoundError } from '@popis/errors';
import { type CardWithdrawal, type Left, planWithdrawal } from '@popis/reconciliation';
import type { CardWork } from '../../cards/card-work.ts';
import { CardWriter } from '../../cards/card-writer.ts';
import { changeBy } from '../../changes/changes.service.ts';
import { ownSources } from '../../changes/own-sources.ts';
import { CatalogueService } from '../../classes/catalogue.service.ts';
import { Database, type Tx } from '../../platform/database/database.ts';
import { newId } from '../../platform/ids.ts';
import { type ItemError, writeByHalves } from '../../platform/jobs/write-by-halves.ts';
import type { Caller } from '../../platform/permissions.ts';
import { readForDecision } from '../decision-scope.ts';
import { listHangers } from '../hangers.read-model.ts';
import { toDecidedWork } from '../overrides/decided-work.ts';
import { getSource } from '../runs.read-model.ts';
import { dropCards, replaceLosing } from '../source-cards.repository.ts';
import { findUnfinishedRun, readKnowers } from './withdrawal.read-model.ts';
import {
  findWithdrawal,
  finishWithdrawal,
  handOver,
  insertWithdrawal,
  listNextCards,
  listToldCards,
  listWithdrawalLeft,
  noteWithdrawn,
  noWithdrawalCounts,
  type SourceWithdrawal,
  tryOccupyWithdrawal,
  type WithdrawalCounts,
} from './withdrawal.repository.ts';
import { addExamples, type WithdrawalExample } from './withdrawal-examples.ts';

const cardsAtOnce = 200;
const mostShown = 1_000;

/** What a withdrawal has done, or would do. */
export interface WithdrawalReport {
  withdrawal: SourceWithdrawal | null;
  counts: WithdrawalCounts;
  left: readonly Left[];
  /** Of a preview: what it would do to some of the cards. */
  examples: readonly WithdrawalExample[];
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
      let counts = noWithdrawalCounts;
      const left: Left[] = [];
      let examples: WithdrawalExample[] = [];
      for (let after: string | null = null; ; ) {
        const ids: string[] = await listToldCards(tx, source, after, cardsAtOnce);
        after = ids.at(-1) ?? null;
        if (after === null) return { withdrawal: null, counts, left, examples };
        const planned = await this.plan(tx, source, ids, 'free');
        counts = addCounts(counts, planned, []);
        examples = addExamples(examples, planned);
        left.push(...planned.flatMap((card) => card.left).slice(0, mostShown - left.length));
      }
    });
  }

  /**
   * Takes back what a source has said, some hundred cards a change. Interrupted, it goes on where it stopped when asked for again.
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
      let seen = 0;
      do seen = await this.database.transaction((tx) => this.withdrawSome(tx, withdrawal, caller));
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
    return { withdrawal, counts: withdrawal.counts, left, examples: [] };
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

  private async plan(
    tx: Tx,
    source: string,
    ids: readonly string[],
    lock: 'locked' | 'free',
  ): Promise<CardWithdrawal[]> {
    const catalogue = await this.catalogues.whole(tx);
    const { cards, rules } = await readForDecision(tx, catalogue, ids, new Date(), lock);
    const { created, others } = await readKnowers(tx, source, ids);
    const hangers = await listHangers(tx, { source }, ids);
    return [...cards.values()].map((card) =>
      planWithdrawal(
        {
          card: { ...card, createdBySource: created.has(card.id) },
          knownBy: others.get(card.id) ?? [],
          hangers: hangers.get(card.id) ?? [],
        },
        source,
        rules,
      ),
    );
  }

  /** Sees to the next cards, and gives their number: none are left at 0. */
  private async withdrawSome(
    tx: Tx,
    { id, source, reason }: SourceWithdrawal,
    caller: Caller,
  ): Promise<number> {
    const ids = await listNextCards(tx, id, cardsAtOnce);
    if (ids.length === 0) return 0;
    await this.catalogues.currentForWriting(tx);
    const planned = await this.plan(tx, source, ids, 'locked');
    const context = changeBy(caller, `all that ${source} has said is taken back: ${reason}`);
    const write = async (part: readonly CardWithdrawal[]) => {
      await this.writer.apply(tx, context, toWork(part));
      await replaceLosing(tx, part.flatMap(besideOf));
      await dropCards(tx, idsOf(part, 'retire'));
      await handOver(tx, source, idsOf(part, 'settle'));
      return part.map(() => nothing);
    };
    const refused = (await writeByHalves<CardWithdrawal, readonly Left[]>(tx, planned, write, refuse)).flat();
    const counts = (await findWithdrawal(tx, source))?.counts ?? noWithdrawalCounts;
    const left = [...planned.flatMap((card) => card.left), ...refused];
    await noteWithdrawn(tx, id, ids, addCounts(counts, planned, refused), left);
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

function toWork(part: readonly CardWithdrawal[]): CardWork {
  const decided = part.flatMap(({ id, decisions }) => decisions.map((each) => ({ ...each, cardId: id })));
  return { ...toDecidedWork(decided), retire: idsOf(part, 'retire').map((id) => ({ id })) };
}

function besideOf({ id, decisions }: CardWithdrawal) {
  return decisions.map(({ attribute, decision }) => ({ cardId: id, attribute, losing: decision.beside }));
}

function idsOf(cards: readonly CardWithdrawal[], action: CardWithdrawal['action']): string[] {
  return cards.filter((card) => card.action === action).map((card) => card.id);
}

/** Why a card could not be written. */
function refuse(card: CardWithdrawal, error: ItemError): readonly Left[] {
  const faults = error instanceof InvalidInputError ? error.faults : [];
  const reason = faults.length > 0 ? faults.map((fault) => fault.message).join('; ') : error.message;
  const place = { cardId: card.id, class: card.class, key: null, attribute: null };
  return [{ ...place, reason: `It cannot be written: ${reason}` }];
}

function addCounts(
  counts: WithdrawalCounts,
  planned: readonly CardWithdrawal[],
  refused: readonly Left[],
): WithdrawalCounts {
  const sum = { ...counts, left: counts.left + refused.length };
  const stuck = new Set(refused.map((each) => each.cardId));
  for (const { id, action, decisions, left } of planned) {
    sum.left += left.length;
    if (stuck.has(id)) continue;
    if (action === 'retire') sum.retired += 1;
    else if (decisions.some(({ decision }) => decision.isWritten)) sum.updated += 1;
    else sum.unchanged += 1;
  }
  return sum;
}
