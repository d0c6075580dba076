import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, InvalidInputError, NotFoundError } from '@popis/errors';
import type { CardUndo, Left } from '@popis/reconciliation';
import { CardWriter } from '../../cards/card-writer.ts';
import { changeBy } from '../../changes/changes.service.ts';
import { CatalogueService } from '../../classes/catalogue.service.ts';
import type { StoredCatalogue } from '../../classes/stored-catalogue.ts';
import { Database, type Tx } from '../../platform/database/database.ts';
import { newId } from '../../platform/ids.ts';
import { type ItemError, writeByHalves } from '../../platform/jobs/write-by-halves.ts';
import type { Caller } from '../../platform/permissions.ts';
import { listHangers } from '../hangers.read-model.ts';
import type { Run } from '../run.ts';
import { getRun } from '../runs.read-model.ts';
import { tryOccupyRun } from '../runs.repository.ts';
import { dropCards } from '../source-cards.repository.ts';
import {
  addCounts,
  type ChangeUndo,
  noUndoCounts,
  planCards,
  planChangeUndo,
  toUndoWork,
  type UndoCounts,
  type UndoGroup,
} from './plan-change-undo.ts';
import { restoreBesideHistory, restoreRetired } from './run-before.repository.ts';
import {
  type ChangedCardRow,
  listActive,
  listBegunRelations,
  listCardsOfChange,
  listChangesOfRun,
  listEndedRelations,
  listExcluded,
  listHandedOver,
  readRoots,
} from './undo.read-model.ts';
import {
  findUndo,
  finishUndo,
  insertUndo,
  listDone,
  listLeft,
  noteUndone,
  type RunUndo,
} from './undo.repository.ts';

const mostShown = 1_000;
const undoableStates: readonly string[] = ['applied', 'failed', 'cancelled', 'abandoned'];

/** What an undo has done, or would do. */
export interface UndoReport {
  undo: RunUndo | null;
  counts: UndoCounts;
  /** The first of what is left. */
  left: readonly Left[];
}

/** What of earlier changes a preview has in mind: they are not undone in the tables. */
interface Preview {
  restored: Set<string>;
  retired: Set<string>;
}

/** Takes runs back. */
@Injectable()
export class UndoRunService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(CardWriter) private readonly writer: CardWriter,
  ) {}

  /** What an undo would do now; writes nothing. @throws NotFoundError, ConflictError */
  async preview(runId: string): Promise<UndoReport> {
    return this.database.read(async (tx) => {
      refuseUnfit(await getRun(tx, runId));
      const catalogue = await this.catalogues.whole(tx);
      const known: Preview = { restored: new Set(), retired: new Set() };
      const left: Left[] = [];
      let counts = noUndoCounts;
      for (const changeId of await listChangesOfRun(tx, runId)) {
        const planned = await planOf(tx, catalogue, runId, changeId, known);
        counts = addCounts(counts, planned.groups, planned.left.length);
        left.push(...planned.left.slice(0, mostShown - left.length));
      }
      return { undo: null, counts, left };
    });
  }

  /**
   * Takes back what a run wrote, change by change and the last one first, each in a transaction of its own. Interrupted, it
   * goes on where it stopped when asked for again; done, it changes nothing more.
   *
   * @throws NotFoundError, ConflictError when the run is not at its end, or somebody is at it
   */
  async undo(runId: string, reason: string, caller: Caller): Promise<UndoReport> {
    return this.database.transaction(async (holding) => {
      if (!(await tryOccupyRun(holding, runId)))
        throw new ConflictError('The run is being planned, applied or undone');
      refuseUnfit(await getRun(this.database.single, runId));
      const begun = { id: newId(), runId, reason, startedBy: caller.username, startedAt: new Date() };
      await insertUndo(this.database.single, begun);
      const undo = await this.getUndo(runId);
      if (undo.finishedAt === null) await this.goOn(undo, caller);
      return this.report(runId);
    });
  }

  /** @throws NotFoundError when the run was not undone */
  async report(runId: string): Promise<UndoReport> {
    const undo = await this.getUndo(runId);
    return { undo, counts: undo.counts, left: await listLeft(this.database.single, undo.id, mostShown) };
  }

  private async getUndo(runId: string): Promise<RunUndo> {
    const undo = await findUndo(this.database.single, runId);
    if (undo === undefined) throw new NotFoundError(`The run ${runId} was not undone`);
    return undo;
  }

  private async goOn(undo: RunUndo, caller: Caller): Promise<void> {
    const done = await listDone(this.database.single, undo.id);
    for (const changeId of await listChangesOfRun(this.database.single, undo.runId)) {
      if (done.has(changeId)) continue;
      await this.database.transaction((tx) => this.undoChange(tx, undo, changeId, caller));
    }
    await this.database.transaction(async (tx) => {
      await restoreBesideHistory(tx, undo.runId);
      await finishUndo(tx, undo);
    });
  }

  private async undoChange(tx: Tx, undo: RunUndo, changeId: string, caller: Caller): Promise<void> {
    const catalogue = await this.catalogues.whole(tx);
    const { runId } = undo;
    const counts = (await findUndo(tx, runId))?.counts ?? noUndoCounts;
    const cards = await listCardsOfChange(tx, changeId);
    const planned = await planOf(tx, catalogue, runId, changeId);
    const context = {
      ...changeBy(caller, `undo of the run ${runId}: ${undo.reason}`),
      runId: undo.id,
      after: latestOf(cards),
    };
    const write = async (groups: readonly UndoGroup[]) => {
      await this.writer.apply(tx, context, toUndoWork(groups, catalogue));
      const idsOf = (action: CardUndo['action']) =>
        groups.flatMap((group) => group.cards.filter((card) => card.action === action).map(({ id }) => id));
      await dropCards(tx, idsOf('retire'));
      await restoreRetired(tx, runId, idsOf('restore'));
      return groups.map(() => noFaults);
    };
    const verdicts = await writeByHalves<UndoGroup, readonly Left[]>(tx, planned.groups, write, refuse);
    const written = planned.groups.filter((_group, index) => verdicts[index] === noFaults);
    const left = [...planned.left, ...verdicts.flat()];
    await noteUndone(tx, undo.id, changeId, addCounts(counts, written, left.length), left);
  }
}

const noFaults: readonly Left[] = [];

async function planOf(
  tx: Tx,
  catalogue: StoredCatalogue,
  runId: string,
  changeId: string,
  known: Preview = { restored: new Set(), retired: new Set() },
): Promise<ChangeUndo> {
  const cards = await listCardsOfChange(tx, changeId);
  const created = cards.filter((card) => card.before === null).map((card) => card.id);
  const hangers = await listHangers(tx, { runId }, created);
  const undos = planCards({ cards, hangers }, catalogue, runId);
  const begun = await listBegunRelations(tx, changeId);
  const ended = await listEndedRelations(tx, changeId);
  for (const { id, action } of undos) {
    if (action === 'retire') known.retired.add(id);
    if (action === 'restore') known.restored.add(id);
  }
  const ends = ended.flatMap((relation) => [relation.sourceId, relation.targetId]);
  const active = new Set([...(await listActive(tx, ends)), ...known.restored]);
  for (const id of known.retired) active.delete(id);
  const ending = { relations: begun.map((relation) => relation.id), cards: [...known.retired] };
  const excluded = await listExcluded(tx, ended, ending);
  const handedOver = await listHandedOver(tx, changeId);
  const joined = [...begun, ...ended, ...handedOver].flatMap((relation) => [
    relation.sourceId,
    relation.targetId,
  ]);
  const roots = await readRoots(tx, runId, [...cards.map((card) => card.id), ...joined]);
  return planChangeUndo(
    { cards, begun, ended, handedOver, hangers, excluded, active, roots },
    undos,
    catalogue,
  );
}

/** Why a group could not be written. */
function refuse(group: UndoGroup, error: ItemError): readonly Left[] {
  const faults = error instanceof InvalidInputError ? error.faults : [];
  const reason = faults.length > 0 ? faults.map((fault) => fault.message).join('; ') : error.message;
  const named = group.cards.map((card) => ({ cardId: card.id, class: card.class, key: keyOf(card) }));
  const [relation] = [...group.relate, ...group.unrelate, ...group.handBack];
  if (named.length === 0 && relation !== undefined)
    named.push({ cardId: relation.targetId, class: '', key: null });
  return named.map((card) => ({ ...card, attribute: null, reason: `It cannot be written: ${reason}` }));
}

function keyOf({ values }: CardUndo): string | null {
  return typeof values.Code === 'string' ? values.Code : null;
}

function latestOf(cards: readonly ChangedCardRow[]): Date | undefined {
  let latest: Date | undefined;
  for (const { retiredAt } of cards) {
    if (retiredAt !== null && (latest === undefined || retiredAt > latest)) latest = retiredAt;
  }
  return latest;
}

function refuseUnfit(run: Run): void {
  if (undoableStates.includes(run.state)) return;
  throw new ConflictError(
    `The run is ${run.state}: what is at its end can be undone; decide on it or cancel it`,
  );
}
