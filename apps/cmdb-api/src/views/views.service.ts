import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError } from '@popis/errors';
import { equalValues } from '@popis/model';
import type { Card } from '../cards/cards.read-model.ts';
import { CardsService } from '../cards/cards.service.ts';
import { checkCounts } from '../cards/check-counts.ts';
import { checkList } from '../cards/check-list.ts';
import { countGroups } from '../cards/group-counts.read-model.ts';
import type { Change } from '../changes/attestation.ts';
import { ChangesService, changeBy } from '../changes/changes.service.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { explainViolation } from '../platform/database/violations.ts';
import { newId } from '../platform/ids.ts';
import type { Caller } from '../platform/permissions.ts';
import { StaleError } from '../platform/stale-error.ts';
import { toAttestedViews, toPlainContent, type ViewContent } from './view-attestation.ts';
import { findView, listViews, type SavedView } from './views.read-model.ts';
import { endView, insertView, waitForView } from './views.repository.ts';
import { toViewAnswer } from './views.schema.ts';

/** A page of what a view shows. */
interface WantedPage {
  limit: number;
  cursor?: string | undefined;
  asOf?: Date | undefined;
}

/** How many cards a view shows, or why that cannot be said. */
export interface ViewCount {
  view: string;
  count: number | null;
  fault: string | null;
}

/** Lists that people keep for later, for themselves or for all. */
@Injectable()
export class ViewsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(ChangesService) private readonly changes: ChangesService,
    @Inject(CardsService) private readonly cards: CardsService,
  ) {}

  async list(
    caller: Caller,
    wanted: { className: string | undefined; asOf: Date | undefined },
  ): Promise<SavedView[]> {
    return this.database.read((tx) => listViews(tx, caller.accountId, wanted));
  }

  /** @throws NotFoundError */
  async get(caller: Caller, id: string, asOf?: Date): Promise<SavedView> {
    return this.database.read((tx) => getView(tx, caller, id, asOf));
  }

  /** @throws NotFoundError; InvalidInputError when the model no longer has what the view names */
  async listCards(
    caller: Caller,
    id: string,
    page: WantedPage,
  ): Promise<{ items: Card[]; total: number; next: string | null }> {
    const view = await this.get(caller, id);
    return this.cards.list({ ...toWanted(view), ...page });
  }

  /** Counts what views show, each by itself: one that cannot be counted does not keep the others. */
  async count(caller: Caller, ids: readonly string[], asOf: Date | undefined): Promise<ViewCount[]> {
    return this.database.read(async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      const counts: ViewCount[] = [];
      for (const id of ids) counts.push(await countView(tx, catalogue, { caller, id, asOf }));
      return counts;
    });
  }

  /** @throws InvalidInputError, NotFoundError when there is no such class, ConflictError when the name is taken */
  async create(caller: Caller, content: ViewContent): Promise<SavedView> {
    if (content.shared) refuseSharing(caller);
    return this.database.transaction(async (tx) => {
      await this.check(tx, content);
      const view = { ...content, id: newId(), ownerId: caller.accountId };
      const change = await this.changes.begin(tx, changeBy(caller));
      await this.changes.record(tx, change, toAttestedViews({ begun: [view], ended: [] }));
      await explainTaken(tx, () => insertView(tx, change, view));
      return getView(tx, caller, view.id);
    });
  }

  /** @throws StaleError with the view as it is when `ifMatch` is not its version */
  async update(
    caller: Caller,
    id: string,
    edit: { [Key in keyof ViewContent]?: ViewContent[Key] | undefined },
    ifMatch: string | undefined,
  ): Promise<SavedView> {
    return this.database.transaction(async (tx) => {
      const view = await lockView(tx, caller, id, ifMatch);
      const named = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined));
      const next: SavedView = { ...view, ...named };
      if (equalValues(toPlainContent(view), toPlainContent(next))) return view;
      if (next.shared) refuseSharing(caller);
      await this.check(tx, next);
      const change = await this.changes.begin(tx, changeBy(caller), view.validFrom);
      await this.changes.record(tx, change, toAttestedViews({ begun: [next], ended: [id] }));
      await explainTaken(tx, () => replaceView(tx, change, next));
      return getView(tx, caller, id);
    });
  }

  /** @throws StaleError with the view as it is when `ifMatch` is not its version */
  async end(caller: Caller, id: string, ifMatch: string | undefined): Promise<void> {
    await this.database.transaction(async (tx) => {
      const view = await lockView(tx, caller, id, ifMatch);
      const change = await this.changes.begin(tx, changeBy(caller), view.validFrom);
      await this.changes.record(tx, change, toAttestedViews({ begun: [], ended: [id] }));
      await endView(tx, change, id);
    });
  }

  private async check(tx: Tx, content: ViewContent): Promise<void> {
    checkList(await this.catalogues.current(tx), { ...toWanted(content), limit: 1, at: 'body' });
  }
}

async function countView(
  tx: Tx,
  catalogue: StoredCatalogue,
  { caller, id, asOf }: { caller: Caller; id: string; asOf: Date | undefined },
): Promise<ViewCount> {
  const view = await findView(tx, caller.accountId, id);
  if (view === undefined) return { view: id, count: null, fault: 'There is no such view' };
  const { className, filter, query } = toWanted(view);
  try {
    const checked = checkCounts(catalogue, { className, filter, query, by: [], limit: 1, asOf });
    return { view: id, count: (await countGroups(tx, catalogue, checked)).cards, fault: null };
  } catch (error) {
    if (error instanceof NotFoundError) return { view: id, count: null, fault: error.message };
    if (!(error instanceof InvalidInputError)) throw error;
    const faults = error.faults.map(({ path, message }) => `${path} ${message}`);
    return { view: id, count: null, fault: faults.join('; ') };
  }
}

function toWanted({ class: className, filter, query, columns, sort }: ViewContent) {
  return { className, filter: filter ?? undefined, query, show: columns ?? undefined, sort };
}

async function replaceView(tx: Tx, change: Change, view: SavedView): Promise<void> {
  await endView(tx, change, view.id);
  await insertView(tx, change, view);
}

async function getView(tx: Tx, caller: Caller, id: string, asOf?: Date): Promise<SavedView> {
  const view = await findView(tx, caller.accountId, id, asOf);
  if (view === undefined) throw new NotFoundError('There is no such view');
  return view;
}

async function lockView(tx: Tx, caller: Caller, id: string, ifMatch: string | undefined): Promise<SavedView> {
  await waitForView(tx, id);
  const view = await getView(tx, caller, id);
  if (view.ownerId !== caller.accountId && !caller.permissions.includes('administer')) {
    throw new ForbiddenError('Only its owner and administrators may edit a shared view');
  }
  if (ifMatch !== undefined && ifMatch !== view.changeId) {
    throw new StaleError('The view was edited meanwhile', { current: toViewAnswer(view) });
  }
  return view;
}

function refuseSharing(caller: Caller): void {
  if (caller.permissions.includes('edit')) return;
  throw new ForbiddenError('Sharing a view needs the permission "edit"');
}

function explainTaken(tx: Tx, write: () => Promise<void>): Promise<void> {
  return explainViolation(tx, write, async (constraint) => {
    if (constraint.endsWith('_class_name_key')) {
      throw new ConflictError('There is a view of that class with that name');
    }
  });
}
