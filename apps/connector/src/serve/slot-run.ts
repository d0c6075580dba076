import { describeFailure } from '@popis/runtime';
import type { ConnectorEnv } from '../env.ts';
import { openSource } from '../extract/open-source.ts';
import { startEngine } from '../mapping/start-engine.ts';
import type { Say } from '../report.ts';
import { runConnector } from '../run-connector.ts';
import type { RunOutcome } from '../runs/run-outcome.ts';
import type { CmdbClient, Slot } from '../submit/cmdb-client.ts';
import { giveUp } from '../submit/give-up.ts';
import { keepTold, type Told } from '../telling.ts';
import type { ServedSource } from './served-sources.ts';

/** How such a run ended, and what was told of it. */
export interface SlotRunEnd {
  readonly outcome: RunOutcome;
  readonly told: Told;
}

/** A run for one time of the schedule, from the connector's side. */
export interface SlotRun {
  readonly source: string;
  readonly ended: Promise<SlotRunEnd>;
  /** Ends it in the CMDB as one that made up for nothing: its time is due again. Nothing is done when it has not started. */
  giveUp(reason: string): Promise<void>;
}

/**
 * Begins the run of a source for a time of its schedule. One that fails before it began is given up as one that fails on the way
 * is, so that the CMDB knows of it at once, and why.
 */
export function beginSlotRun(
  { source, mapping, connections }: ServedSource,
  env: Pick<ConnectorEnv, 'XSLT_ENGINE' | 'LEASE_SECONDS'>,
  cmdb: CmdbClient,
  slot: Slot,
  say: Say,
): SlotRun {
  let runId: string | undefined;
  const telling = keepTold();

  /** What kept a run from beginning is to be seen in the CMDB too, as a run that was given up with the reason. */
  async function tellFailure(reason: string): Promise<void> {
    if (runId !== undefined) return;
    const more = { slot, mode: slot.mode };
    runId = (await cmdb.startRun(source, mapping.version, mapping.described, false, more)).id;
    await giveUp(cmdb, runId, reason);
  }

  async function work(): Promise<SlotRunEnd> {
    const closing: (() => Promise<void>)[] = [];
    try {
      const engine = await startEngine(env.XSLT_ENGINE, mapping.stylesheet, mapping.originOf);
      closing.push(() => engine.close());
      const inventory = await openSource(connections.inventoryDatabaseUrl, mapping);
      closing.push(() => inventory.close());
      const onStart = (id: string) => {
        runId = id;
      };
      const parts = { mapping, source, engine, inventory, cmdb, isDryRun: false, say, telling, onStart };
      const outcome = await runConnector({
        ...parts,
        slot,
        isDelta: slot.mode === 'delta',
        isPatient: false,
        leaseSeconds: env.LEASE_SECONDS,
      });
      return { outcome, told: telling.told() };
    } catch (error) {
      const { notes = [], records = [] } = telling.told();
      for (const line of [...notes, ...records]) say(line);
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

  return {
    source,
    ended: work(),
    async giveUp(reason) {
      if (runId !== undefined) await giveUp(cmdb, runId, reason);
    },
  };
}
