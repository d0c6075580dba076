import { describeFailure } from '@popis/runtime';
import { openSource } from '../extract/open-source.ts';
import { startEngine } from '../mapping/start-engine.ts';
import type { Say } from '../report.ts';
import { runConnector } from '../run-connector.ts';
import type { RunOutcome } from '../runs/run-outcome.ts';
import type { CmdbClient } from '../submit/cmdb-client.ts';
import type { ServedSource } from './served-sources.ts';

/** A run for one time of the schedule, from the connector's side. */
export interface SlotRun {
  readonly source: string;
  readonly ended: Promise<RunOutcome>;
  /** Ends it in the CMDB as one that made up for nothing: its time is due again. Nothing is done when it has not started. */
  giveUp(reason: string): Promise<void>;
}

const mostReason = 900;

/**
 * Begins the run of a source for a time of its schedule. A run that fails, on the way or before it began, is given up, so that
 * the CMDB knows of it at once, and why.
 */
export function beginSlotRun(
  { source, mapping, connections }: ServedSource,
  engineName: Parameters<typeof startEngine>[0],
  cmdb: CmdbClient,
  slot: Date,
  say: Say,
): SlotRun {
  let runId: string | undefined;
  let isGivenUp = false;

  async function giveUp(reason: string): Promise<void> {
    if (runId === undefined || isGivenUp) return;
    isGivenUp = true;
    await cmdb.giveUpRun(runId, reason.slice(0, mostReason));
  }

  /** Even what kept a run from beginning is to be seen in the CMDB, as a run that was given up with the reason. */
  async function tellFailure(reason: string): Promise<void> {
    if (isGivenUp) return;
    runId ??= (await cmdb.startRun(source, mapping.version, mapping.described, false, { slot })).id;
    await giveUp(reason);
  }

  async function work(): Promise<RunOutcome> {
    const closing: (() => Promise<void>)[] = [];
    try {
      const engine = await startEngine(engineName, mapping.stylesheet, mapping.originOf);
      closing.push(() => engine.close());
      const inventory = await openSource(connections.inventoryDatabaseUrl, mapping);
      closing.push(() => inventory.close());
      const onStart = (id: string) => {
        runId = id;
      };
      const parts = { mapping, source, engine, inventory, cmdb, isDryRun: false, say };
      return await runConnector({ ...parts, slot, isPatient: false, onStart });
    } catch (error) {
      // That the CMDB could not be told either is no news: a run gives way by itself when nobody holds it any more.
      await tellFailure(describeFailure(error)).catch((failure: unknown) =>
        say(`the CMDB was not told: ${describeFailure(failure)}`),
      );
      throw error;
    } finally {
      for (const close of closing.reverse()) {
        await close().catch((failure: unknown) => say(`not closed: ${describeFailure(failure)}`));
      }
    }
  }

  return { source, ended: work(), giveUp };
}
