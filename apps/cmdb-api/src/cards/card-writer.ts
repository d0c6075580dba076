import { Inject, Injectable } from '@nestjs/common';
import { type Fault, InvalidInputError } from '@popis/errors';
import type { Change, ChangeContext } from '../changes/attestation.ts';
import { ChangesService } from '../changes/changes.service.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { OvertakenError } from '../platform/database/overtaken-error.ts';
import { explainViolation } from '../platform/database/violations.ts';
import { newId } from '../platform/ids.ts';
import type { AppliedWork, CardWork, StoredCard, StoredRelation } from './card-work.ts';
import { insertCards, retireCards, touchCards, updateCards } from './cards.repository.ts';
import { refuseCascades, withCascades } from './cascade.ts';
import { findModeFaults } from './check-modes.ts';
import { findRelationModeFaults } from './check-relation-modes.ts';
import { type CheckedCard, type CheckedWork, checkWork } from './check-work.ts';
import { draftNewCard, draftUpdate } from './decide-cards.ts';
import { decideRelations, listNearEnds } from './decide-relations.ts';
import { keepDisplaced, noteEnds } from './displaced.repository.ts';
import { listDisplaced, listEnds } from './displaced.ts';
import { explainCardViolation, explainRelationViolation } from './explain-violations.ts';
import { isOvertaken } from './overtaken.read-model.ts';
import { endRelations, insertRelations, lockRelations, updateRelations } from './relations.repository.ts';
import { lockWorkCards, readClasses, refuseMissing, refuseStale, selectRelations } from './work-scope.ts';
import { stampCard, stampRelation, toWrittenItems } from './written-content.ts';

/** Everything that a work comes to, stamped with its change. */
interface Writes {
  creates: StoredCard[];
  updates: { old: StoredCard; next: StoredCard }[];
  retires: StoredCard[];
  touched: Pick<StoredCard, 'classId' | 'id'>[];
  relations: StoredRelation[];
  changedRelations: { old: StoredRelation; next: StoredRelation }[];
  endedRelations: StoredRelation[];
}

/** The one way to write cards and relations: hundreds of them in a handful of statements, under one change. */
@Injectable()
export class CardWriter {
  constructor(
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(ChangesService) private readonly changes: ChangesService,
  ) {}

  /**
   * Does a work within the caller's transaction, as one change. Values that are as wanted already are not written; when
   * nothing differs, no change is made either. Versions are locked before they are compared.
   *
   * @throws InvalidInputError with every fault; paths begin with `create.3.` and the like when the work has several items.
   * @throws NotFoundError when a card to update or retire, or a relation to end, is not active.
   * @throws StaleError when `ifMatch` is not the card's revision; `current` is its id.
   * @throws ConflictError when cardinality is against a relation, a relation against retiring one of its cards, or one of
   * its cards is retired meanwhile.
   * After a throw the transaction has to be rolled back.
   */
  async apply(tx: Tx, context: ChangeContext, given: CardWork): Promise<AppliedWork> {
    const catalogue = await this.catalogues.currentForWriting(tx);
    const work = await withCascades(tx, catalogue, given);
    const newIds = (work.create ?? []).map((card) => card.id ?? newId());
    const cards = await lockWorkCards(tx, catalogue, work);
    refuseStale(work, cards);
    const checked = checkWork(catalogue, work, newIds, cards);
    const selection = selectRelations(catalogue, work, checked);
    const relations = await lockRelations(tx, selection);
    refuseMissing(work.unrelate ?? [], new Set(relations.map((relation) => relation.id)), 'relation');
    const retired = new Set((work.retire ?? []).map((card) => card.id));
    const classes = await readClasses(tx, catalogue, checked, cards, retired);
    const unrelated = new Set((work.unrelate ?? []).map((relation) => relation.id));
    const staying = relations.filter((relation) => !unrelated.has(relation.id));
    refuseCascades(catalogue, staying, retired);
    const facts = { catalogue, relations, classes, retired };
    const decision = decideRelations(
      facts,
      [...checked.creates, ...checked.updates],
      checked.relates,
      unrelated,
    );
    const modes = { catalogue, source: context.source, cards, relations };
    const guarded =
      work.ignoreModes === true
        ? []
        : [...findModeFaults(modes, checked), ...findRelationModeFaults(modes, work, checked, decision)];
    refuseFaults([...checked.faults, ...guarded, ...decision.faults, ...findRepeated(work)]);

    const creates = checked.creates.map((card) => draftNewCard(catalogue, card));
    const updates = draftUpdates(checked.updates, cards, context.source);
    const retires = [...cards.values()].filter((card) => retired.has(card.id));
    const { inserts, updates: changedRelations, ends } = decision;
    const result: AppliedWork = {
      changeId: null,
      at: null,
      created: newIds,
      updated: updates.map((update) => update.old.id),
      retired: retires.map((card) => card.id),
      related: decision.related,
      unrelated: ends.map((relation) => relation.id),
    };
    const written = [creates, updates, retires, inserts, changedRelations, ends];
    if (written.every((list) => list.length === 0)) return result;

    const standing = new Map(relations.map((relation) => [relation.id, relation]));
    const old = [...updates.map((update) => update.old), ...retires, ...ends, ...changedRelations];
    const change = await this.changes.begin(tx, context, latestOf(old));
    const writes: Writes = {
      creates: creates.map((draft) => stampCard(draft, change)),
      updates: updates.map(({ old: before, draft }) => ({ old: before, next: stampCard(draft, change) })),
      retires,
      touched: [],
      relations: inserts.map((draft) => stampRelation(draft, change)),
      changedRelations: changedRelations.map((next) => ({
        old: standing.get(next.id) ?? next,
        next: stampRelation(next, change),
      })),
      endedRelations: ends,
    };
    writes.touched = listTouched(catalogue, writes);
    await this.changes.recordItems(
      tx,
      change,
      writtenItemsOf(catalogue, writes).map(({ hash }) => hash),
    );
    await write(tx, catalogue, change, writes, checked);
    if (work.keepsCandidates !== true) await keepDisplaced(tx, listDisplaced(updates, context.source));
    await noteEnds(tx, listEnds([...creates, ...updates.map((update) => update.draft)]));
    return { ...result, changeId: change.id, at: change.at };
  }
}

/** Statements in the order that keys and indexes demand: what ends before what begins. */
async function write(
  tx: Tx,
  catalogue: StoredCatalogue,
  change: Change,
  writes: Writes,
  checked: CheckedWork,
): Promise<void> {
  await endRelations(tx, change, writes.endedRelations);
  await retireCards(tx, change, writes.retires);
  const next = writes.updates.map((update) => update.next);
  await explainViolation(
    tx,
    async () => {
      await updateCards(tx, change, next);
      await insertCards(tx, change, writes.creates);
    },
    (constraint) => explainCardViolation(tx, catalogue, constraint, [...next, ...writes.creates], checked),
  );
  await touchCards(tx, change, writes.touched);
  await updateRelations(
    tx,
    change,
    writes.changedRelations.map((relation) => relation.next),
  );
  await explainViolation(
    tx,
    () => insertRelations(tx, change, writes.relations),
    (constraint) => explainRelationViolation(tx, catalogue, constraint, writes.relations),
  );
  if (await isOvertaken(tx, catalogue, change, [...next, ...writes.creates], writes.relations)) {
    throw new OvertakenError('Another change ended later what this one takes the place of');
  }
}

function draftUpdates(
  updates: readonly CheckedCard[],
  cards: ReadonlyMap<string, StoredCard>,
  source: string,
) {
  const drafts = [];
  for (const update of updates) {
    const old = cards.get(update.id);
    const draft = old === undefined ? undefined : draftUpdate(old, update, source);
    if (old !== undefined && draft !== undefined) drafts.push({ old, draft });
  }
  return drafts;
}

function findRepeated(work: CardWork): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const kind of ['update', 'retire'] as const) {
    for (const [index, { id }] of (work[kind] ?? []).entries()) {
      if (seen.has(id)) faults.push({ path: `${kind}.${index}.id`, message: 'is in this work twice' });
      seen.add(id);
    }
  }
  return faults;
}

function refuseFaults(faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  const summary = faults.length === 1 ? 'There is a fault' : `There are ${faults.length} faults`;
  throw new InvalidInputError(summary, faults);
}

function latestOf(versions: readonly { validFrom: Date }[]): Date | undefined {
  let latest: Date | undefined;
  for (const { validFrom } of versions) {
    if (latest === undefined || validFrom > latest) latest = validFrom;
  }
  return latest;
}

/** Cards that show one of these relations as an attribute and get no new version of their own. */
function listTouched(catalogue: StoredCatalogue, writes: Writes): Writes['touched'] {
  const versioned = new Set<string>();
  for (const card of [...writes.creates, ...writes.retires]) versioned.add(card.id);
  for (const { next } of writes.updates) versioned.add(next.id);
  const touched = new Map<string, Writes['touched'][number]>();
  for (const relation of [...writes.relations, ...writes.endedRelations]) {
    const domain = catalogue.domainById(relation.domainId).name;
    const near = listNearEnds(catalogue, { domain, source: relation.sourceId, target: relation.targetId });
    for (const id of near) {
      if (versioned.has(id)) continue;
      const classId = id === relation.sourceId ? relation.sourceClass : relation.targetClass;
      touched.set(id, { id, classId });
    }
  }
  return [...touched.values()];
}

function writtenItemsOf(catalogue: StoredCatalogue, writes: Writes) {
  const ended = writes.updates.map(({ old }) => ({ ...old, retired: false }));
  const retired = writes.retires.map((card) => ({ ...card, retired: true }));
  const written = {
    cards: [...writes.creates, ...writes.updates.map((update) => update.next)],
    endedCards: [...ended, ...retired],
    relations: [...writes.relations, ...writes.changedRelations.map((relation) => relation.next)],
    endedRelations: [...writes.endedRelations, ...writes.changedRelations.map((relation) => relation.old)],
  };
  return toWrittenItems(written, catalogue);
}
