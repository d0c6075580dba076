import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, NotFoundError } from '@popis/errors';
import { countingEvidence, DEFAULT_POLICY, needsFreshness } from '@popis/reconciliation';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { readIdentifications } from './answers/read-identifications.ts';
import { hasWordsOfOthers, readLastFullRuns } from './current-state.read-model.ts';
import { supersedeWaiting } from './decisions/holds.repository.ts';
import { hasWaitingCards } from './decisions/waiting-cards.read-model.ts';
import { readPolicies } from './policies/policies.read-model.ts';
import { resolveQuarantine } from './quarantine.repository.ts';
import type { RunReferences } from './references/named-cards.ts';
import { readRunReferences } from './references/read-run-references.ts';
import { isWhole, noCounts, type Run } from './run.ts';
import { countSteps, dropUnwritten } from './run-changes.repository.ts';
import { RunPlanning } from './run-planning.ts';
import { listRecordHeads, listRecords, listRecordsAt, type StoredRecord } from './run-records.repository.ts';
import { getRun } from './runs.read-model.ts';
import { lockRun, setPlanOutcome, tryOccupyRun } from './runs.repository.ts';
import { hasWithdrawn } from './withdrawal/withdrawn-cards.repository.ts';

const recordsAtOnce = 200;

/** Makes plans of runs. */
@Injectable()
export class PlanRunService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
  ) {}

  /**
   * Compares the records of a closed run with the CMDB and stores the plan, whole or not at all. Planning again replaces
   * what was not applied.
   *
   * @throws NotFoundError, ConflictError when the run is not closed or somebody is at it
   */
  async planRun(runId: string, atOnce = recordsAtOnce): Promise<Run> {
    return this.database.transaction(async (tx) => {
      if (!(await tryOccupyRun(tx, runId))) throw new ConflictError('The run is being planned or applied');
      const run = await lockRun(tx, runId);
      if (run === undefined) throw new NotFoundError(`There is no run ${runId}`);
      if (run.state !== 'closed' && run.state !== 'planned') {
        throw new ConflictError(`The run is ${run.state}: only a closed run can be planned`);
      }
      if (run.dry && run.state === 'planned') throw new ConflictError('A dry run is planned once');
      await this.plan(tx, run, atOnce);
      return getRun(tx, runId);
    });
  }

  private async plan(tx: Tx, run: Run, atOnce: number): Promise<void> {
    const now = new Date();
    const policies = await readPolicies(tx);
    const policy = policies.get(run.source) ?? DEFAULT_POLICY;
    const catalogue = await this.catalogues.whole(tx);
    const counting = countingEvidence(policy, catalogue.isA);
    const scope = {
      source: run.source,
      mapping: run.mapping,
      catalogue,
      counting,
      hasWithdrawn: await hasWithdrawn(tx, run.source),
      hasWords: await hasWordsOfOthers(tx, run.source),
      // a whole run plans all of them anew
      hasWaitingCards: !isWhole(run) && (await hasWaitingCards(tx, run)),
      ...(needsFreshness(policies) ? { lastRuns: await readLastFullRuns(tx) } : {}),
    };
    const heads = await listRecordHeads(tx, run.id);
    let known = await readIdentifications(tx, run, heads, counting);
    const references = await readRunReferences(tx, scope, run.id, atOnce);
    let planning: RunPlanning;
    for (;;) {
      planning = new RunPlanning(run, scope, policies, now, await dropUnwritten(tx, run.id), references);
      for await (const records of readInOrder(tx, run.id, references, atOnce)) {
        await planning.addRecords(tx, records, known);
      }
      const barred = await planning.addLate(tx);
      if (barred.size === 0) break;
      // each time there are more of them: it comes to an end
      known = new Map([...known, ...barred]);
    }
    const holds = await planning.finish(tx, known);
    if (!run.dry) {
      await resolveQuarantine(tx, run, now, heads);
      await supersedeWaiting(tx, run);
    }
    const counts = { ...noCounts, ...(await countSteps(tx, run.id)), unchanged: planning.unchanged };
    await setPlanOutcome(tx, run.id, { counts, notes: planning.notes, policy, holds });
  }
}

/** The records of a run, some at once: as they came, or where they refer to each other in an order in which that works. */
async function* readInOrder(
  tx: Tx,
  runId: string,
  references: RunReferences | undefined,
  atOnce: number,
): AsyncGenerator<readonly StoredRecord[]> {
  for (const round of references?.rounds ?? []) {
    for (let from = 0; from < round.length; from += atOnce) {
      yield await listRecordsAt(tx, runId, round.slice(from, from + atOnce));
    }
  }
  if (references !== undefined) return;
  for (let afterSeq: number | undefined = 0; afterSeq !== undefined; ) {
    const records = await listRecords(tx, runId, afterSeq, atOnce);
    yield records;
    afterSeq = records.at(-1)?.seq;
  }
}
