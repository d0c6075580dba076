import { setTimeout as sleep } from 'node:timers/promises';
import { type MetricsServer, openMetrics, startMetricsServer } from '@popis/metrics';
import {
  announceReady,
  createLogger,
  openReadiness,
  readVersion,
  runUntilStopped,
  type Stoppable,
} from '@popis/runtime';
import type { ConnectorEnv } from '../env.ts';
import { type CmdbClient, openCmdb, type Slot } from '../submit/cmdb-client.ts';
import { type HealthServer, startHealthServer } from './health-server.ts';
import { serveSource } from './serve-source.ts';
import type { ServedSource } from './served-sources.ts';
import { beginSlotRun, type SlotRun } from './slot-run.ts';
import { Turns } from './turns.ts';
import { watchSources } from './watch-sources.ts';

const log = createLogger('connector.serve');
/** What giving runs up and closing may take beyond the time that runs have to end. */
const closingMs = 12_000;
/** How long a run that was given up has to notice it. */
const noticeMs = 1_000;

/** Runs sources at the times of their schedules until the process is asked to stop. */
export function serve(sources: readonly ServedSource[], env: ConnectorEnv): Promise<void> {
  const finishMs = env.FINISH_SECONDS * 1_000;
  return runUntilStopped(() => startServing(sources, env, finishMs), { stopLimitMs: finishMs + closingMs });
}

async function startServing(
  sources: readonly ServedSource[],
  env: ConnectorEnv,
  finishMs: number,
): Promise<Stoppable> {
  const registry = openMetrics('connector', readVersion(`${import.meta.dirname}/..`));
  const watch = watchSources(
    sources.map((each) => each.source),
    registry,
  );
  const readiness = openReadiness([watch.check]);
  const metrics = await serveMetrics(env, registry);
  const health = await serveHealth(env, readiness);
  const stopping = new AbortController();
  const underWay = new Set<SlotRun>();
  const turns = new Turns(env.CONCURRENT_RUNS);
  for (const served of sources) {
    const run = (cmdb: CmdbClient, slot: Slot) =>
      turns.take(async () => {
        stopping.signal.throwIfAborted();
        const begun = beginSlotRun(served, env, cmdb, slot, sayOf(served.source));
        underWay.add(begun);
        try {
          return await begun.ended;
        } finally {
          underWay.delete(begun);
        }
      });
    const open = () => openCmdbOf(served);
    void serveSource({ served, open, run, stopAsked: stopping.signal, watch });
  }
  log.info(
    { sources: sources.map((each) => each.source), health: health?.url, metrics: metrics?.url },
    'serving',
  );
  announceReady({ url: health?.url ?? '' });
  return {
    async stop(askedBy) {
      log.info({ askedBy, runs: [...underWay].map((run) => run.source), finishMs }, 'stopping');
      readiness.drain();
      stopping.abort();
      await finishRuns(underWay, finishMs);
      await metrics?.close();
      await health?.close();
      log.info('stopped');
    },
  };
}

function openCmdbOf({ source, connections }: ServedSource): Promise<CmdbClient> {
  return openCmdb(connections.cmdbUrl, connections.credentials, (reason, pauseMs) =>
    log.warn({ source, reason, pauseMs }, 'waiting for the CMDB'),
  );
}

function sayOf(source: string): (line: string) => void {
  return (line) => log.info({ source, said: line }, 'progress');
}

/** Lets runs come to their end, and gives up those that do not in time. */
async function finishRuns(underWay: ReadonlySet<SlotRun>, finishMs: number): Promise<void> {
  if (underWay.size === 0) return;
  await Promise.race([sleep(finishMs), Promise.allSettled([...underWay].map((run) => run.ended))]);
  await Promise.all(
    [...underWay].map(async (run) => {
      try {
        await run.giveUp('the connector was stopped');
        log.warn({ source: run.source }, 'run given up: its time is due again');
        await Promise.race([sleep(noticeMs), Promise.allSettled([run.ended])]);
      } catch (error) {
        log.warn({ source: run.source, err: error }, 'run cut off: it gives way when its lease runs out');
      }
    }),
  );
}

async function serveMetrics(
  env: ConnectorEnv,
  registry: ReturnType<typeof openMetrics>,
): Promise<MetricsServer | undefined> {
  const token = env.METRICS_TOKEN_FILE;
  if (token === undefined) return undefined;
  return startMetricsServer({ registry, token, host: env.METRICS_HOST, port: env.METRICS_PORT });
}

async function serveHealth(
  env: ConnectorEnv,
  readiness: ReturnType<typeof openReadiness>,
): Promise<HealthServer | undefined> {
  if (env.HEALTH_PORT === undefined) return undefined;
  return startHealthServer(env.HEALTH_HOST, env.HEALTH_PORT, readiness);
}
