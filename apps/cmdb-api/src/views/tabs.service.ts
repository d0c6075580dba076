import { Inject, Injectable } from '@nestjs/common';
import { InvalidInputError } from '@popis/errors';
import { equalValues } from '@popis/model';
import { ChangesService, changeBy } from '../changes/changes.service.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import type { Caller } from '../platform/permissions.ts';
import { StaleError } from '../platform/stale-error.ts';
import { type ArrangedTabs, arrangeTabs, findTabsFaults } from './arrange-tabs.ts';
import { findTabs, listTabs, type StandingTabs } from './tabs.read-model.ts';
import { endTabs, insertTabs, waitForTabs } from './tabs.repository.ts';
import { toTabsAnswer } from './tabs.schema.ts';
import { type TabsContent, type TabsHolder, toAttestedTabs } from './tabs-attestation.ts';
import { listViews } from './views.read-model.ts';

/** The views of a class as somebody finds them, with what says so. */
export interface FoundTabs extends ArrangedTabs {
  arrangements: StandingTabs[];
}

/** Tabs that are to stand. */
export interface WantedTabs extends TabsContent {
  className: string;
  /** Absent: those of the caller. */
  role?: string | undefined;
  ifMatch: string | undefined;
}

/** Which views are the tabs of a class, and which is shown first: for a role, or for a person. */
@Injectable()
export class TabsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(ChangesService) private readonly changes: ChangesService,
  ) {}

  /** Administrators find what is arranged for every role; only their own roles count for them. @throws NotFoundError */
  async find(caller: Caller, className: string, asOf: Date | undefined): Promise<FoundTabs> {
    return this.database.read(async (tx) => {
      (await this.catalogues.current(tx)).getClass(className);
      const { accountId, roles, permissions } = caller;
      const views = await listViews(tx, accountId, { className, asOf });
      const isAdministrator = permissions.includes('administer');
      const wanted = { accountId, roles: isAdministrator ? undefined : roles, asOf };
      const arrangements = await listTabs(tx, className, wanted);
      const own = arrangements.filter(({ role }) => role === null || roles.includes(role));
      return { ...arrangeTabs(views, own), arrangements };
    });
  }

  /**
   * Makes these the tabs. Without any, nothing stands; what says the same writes nothing.
   *
   * @throws NotFoundError, InvalidInputError with every fault, StaleError when `ifMatch` is not the version that stands
   */
  async put(caller: Caller, wanted: WantedTabs): Promise<StandingTabs | undefined> {
    const { className, role, tabs, first } = wanted;
    const holder: TabsHolder =
      role === undefined ? { role: null, accountId: caller.accountId } : { role, accountId: null };
    return this.database.transaction(async (tx) => {
      (await this.catalogues.current(tx)).getClass(className);
      await waitForTabs(tx, className, holder);
      const standing = await findTabs(tx, className, holder);
      refuseStale(standing, wanted.ifMatch);
      const views = await listViews(tx, caller.accountId, { className, asOf: undefined });
      const faults = findTabsFaults(wanted, views, role !== undefined);
      if (faults.length > 0) throw new InvalidInputError('The tabs cannot be so', faults);
      const old = { tabs: standing?.tabs ?? [], first: standing?.first ?? null };
      if (equalValues(old, { tabs, first })) return standing;
      await this.write(tx, caller, standing, { ...holder, class: className, tabs, first });
      return findTabs(tx, className, holder);
    });
  }

  private async write(
    tx: Tx,
    caller: Caller,
    standing: StandingTabs | undefined,
    next: TabsContent & TabsHolder & { class: string },
  ): Promise<void> {
    const begun = next.tabs.length === 0 ? [] : [{ ...next, id: newId() }];
    const ended = standing === undefined ? [] : [standing.id];
    const change = await this.changes.begin(tx, changeBy(caller), standing?.validFrom);
    await this.changes.record(tx, change, toAttestedTabs({ begun, ended }));
    for (const id of ended) await endTabs(tx, change, id);
    for (const tabs of begun) await insertTabs(tx, change, tabs);
  }
}

function refuseStale(standing: StandingTabs | undefined, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch === standing?.changeId) return;
  const current = standing === undefined ? null : toTabsAnswer(standing);
  throw new StaleError('The tabs were arranged anew meanwhile', { current });
}
