import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidInputError, NotFoundError } from '@popis/errors';
import { createLogger } from '@popis/runtime';
import { decideNextStep, findNextStarts, type ScheduledSource } from '@popis/schedule';
import type { RunOutcome } from '../runs/run-outcome.ts';
import type { CmdbClient, Slot } from '../submit/cmdb-client.ts';
import type { SourceStanding } from '../submit/runs-client.ts';
import { pauseAfterFailures, pauseNotBeyond, pauseUntil } from './pauses.ts';
import type { ServedSource } from './served-sources.ts';
import type { SlotRunEnd } from './slot-run.ts';

const log = createLogger('connector.serve');

/** What the loop of one source works with. */
export interface ServeParts {
  readonly served: ServedSource;
  /** Signs in at the CMDB. */
  open(): Promise<CmdbClient>;
  /** Makes the run for a time of the schedule, when it is its turn. */
  run(cmdb: CmdbClient, slot: Slot): Promise<SlotRunEnd>;
  readonly stopAsked: AbortSignal;
  /** Hears how each look at the CMDB went, and each run. */
  readonly watch: ServeWatch;
}

/** What the health and the metrics of the process are made of. */
export interface ServeWatch {
  looked(source: string, isWell: boolean, next: NextStarts): void;
  ran(source: string, outcome: RunOutcome): void;
}

/** When the next run of a source starts, and the next full one; null when it is not known, or none comes. */
export interface NextStarts {
  readonly next: Date | null;
  readonly nextFull: Date | null;
}

const unknownStarts: NextStarts = { next: null, nextFull: null };

/** How often to look again while another process has the run. */
const busyMs = 10_000;

const otherPolicy =
  'source goes by another policy than its configuration says: an administrator sets it with "popis connector policy install"';

/** Runs a source at the times of its schedule until the process is asked to stop. Nothing that fails ends it. */
export async function serveSource(parts: ServeParts): Promise<void> {
  const { served, stopAsked, watch } = parts;
  const rounds = new Rounds(parts);
  for (let failures = 0; !stopAsked.aborted; ) {
    let pauseMs: number;
    try {
      pauseMs = await rounds.next();
      failures = 0;
    } catch (error) {
      if (stopAsked.aborted) return;
      failures += 1;
      pauseMs = rounds.untilFull(pauseAfterFailures(failures), new Date());
      watch.looked(served.source, false, unknownStarts);
      log.error(
        { source: served.source, err: error, failures, againInMs: pauseMs },
        'source could not be served',
      );
      await rounds.close();
    }
    await sleep(pauseMs, undefined, { signal: stopAsked }).catch((error: unknown) => {
      if (!stopAsked.aborted) throw error;
    });
  }
  await rounds.close();
}

/** Looks at the CMDB round by round, and says of each thing once what it came to. */
class Rounds {
  readonly #parts: ServeParts;
  #cmdb: CmdbClient | undefined;
  #isRegistered = false;
  #isCompared = false;
  #said = '';
  #nextFull: Date | null = null;

  constructor(parts: ServeParts) {
    this.#parts = parts;
  }

  /** One round: looks, runs what is due, and gives how long to wait for the next. */
  async next(): Promise<number> {
    const { served, open, watch } = this.#parts;
    const { source } = served;
    this.#cmdb ??= await open();
    await this.#register(this.#cmdb);
    await this.#comparePolicy(this.#cmdb);
    const standing = await findStanding(this.#cmdb, source);
    if (standing?.schedule == null) {
      watch.looked(source, true, unknownStarts);
      this.#nextFull = null;
      this.#sayOnce({}, 'source has no schedule: set one in its configuration or in the CMDB');
      return pauseUntil(null, new Date());
    }
    const now = new Date();
    const known = toKnown(source, standing.schedule, standing);
    const nextFull = findNextStarts(known, now).full;
    this.#nextFull = nextFull;
    const step = decideNextStep(known, now);
    if (step.action === 'run') {
      watch.looked(source, true, { next: step.slot, nextFull });
      return this.#run(this.#cmdb, { at: step.slot, mode: step.mode }, step.isLate);
    }
    watch.looked(source, true, { next: step.until, nextFull });
    const { until, skipped } = step;
    if (skipped !== undefined) this.#sayOnce({ skipped, nextStartAt: until }, 'missed time skipped');
    else this.#sayOnce({ nextStartAt: until }, 'source waits for its next time');
    return pauseUntil(until, now);
  }

  /** A pause that no full run has to wait for: what keeps failing at its deltas lets those go on. */
  untilFull(pauseMs: number, now: Date): number {
    return pauseNotBeyond(pauseMs, this.#nextFull, now);
  }

  async close(): Promise<void> {
    const cmdb = this.#cmdb;
    this.#cmdb = undefined;
    await cmdb?.signOut().catch((error: unknown) => log.debug({ err: error }, 'not signed out'));
  }

  /** The configuration is the source of truth where it has a schedule. */
  async #register(cmdb: CmdbClient): Promise<void> {
    const { source, schedule } = this.#parts.served;
    if (this.#isRegistered || schedule === undefined) return;
    await cmdb.setSchedule(source, schedule);
    this.#isRegistered = true;
    log.info({ source, schedule }, 'schedule registered');
  }

  /** None but an administrator sets a policy: that the CMDB has another than the configuration is said, once. */
  async #comparePolicy(cmdb: CmdbClient): Promise<void> {
    const { source, policy } = this.#parts.served;
    if (this.#isCompared || policy === undefined) return;
    const { file, content } = policy;
    try {
      const differences = await cmdb.previewPolicy(source, content);
      if (differences.length > 0) log.warn({ source, file, differences }, otherPolicy);
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      log.error(
        { source, file, err: error },
        'what the configuration names cannot be the policy of the source',
      );
    }
    this.#isCompared = true;
  }

  async #run(cmdb: CmdbClient, at: Slot, isLate: boolean): Promise<number> {
    const { served, run, watch } = this.#parts;
    const { source } = served;
    const about = { slot: at.at, slotMode: at.mode };
    this.#sayOnce({ ...about, isLate }, isLate ? 'run makes up for a missed time' : 'run is due');
    const { outcome, told } = await run(cmdb, at);
    watch.ran(source, outcome);
    if (outcome === 'busy') {
      this.#sayOnce(
        { ...about, left: true },
        'another run of the source is under way or was quicker: this time is left to it',
      );
      return busyMs;
    }
    log[outcome === 'applied' ? 'info' : 'warn']({ source, ...about, outcome, ...told }, 'run ended');
    return 0;
  }

  #sayOnce(what: object, message: string): void {
    const said = JSON.stringify([message, what]);
    if (said === this.#said) return;
    this.#said = said;
    log.info({ source: this.#parts.served.source, ...what }, message);
  }
}

function toKnown(
  source: string,
  schedule: NonNullable<SourceStanding['schedule']>,
  { coveredUntil, deltasCoveredUntil }: SourceStanding,
): ScheduledSource {
  return {
    source,
    schedule,
    since: new Date(schedule.since),
    coveredUntil: coveredUntil === null ? null : new Date(coveredUntil),
    deltasCoveredUntil: deltasCoveredUntil === null ? null : new Date(deltasCoveredUntil),
  };
}

async function findStanding(cmdb: CmdbClient, source: string): Promise<SourceStanding | undefined> {
  try {
    return await cmdb.getStanding(source);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
