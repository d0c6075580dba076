import { setTimeout as wait } from 'node:timers/promises';
import { type EmbeddedPostgres, startPostgres } from '@popis/embedded-postgres';
import { nextBackoff } from './backoff.ts';

/** The two databases. */
export interface Databases {
  cmdbUrl: string;
  inventoryUrl: string;
  stop(): Promise<void>;
}

/** Starts PostgreSQL with both databases, and starts it again on the same port whenever it ends by itself. */
export async function startDatabases(dataDir: string, onNote: (line: string) => void): Promise<Databases> {
  const first = await startPostgres({ dataDir, onNotice: onNote });
  const stopping = new AbortController();
  try {
    await first.ensureDatabase('cmdb');
    await first.ensureDatabase('inventory');
  } catch (error) {
    await first.stop();
    throw error;
  }
  const life = keepRunning(first, dataDir, onNote, stopping.signal);
  return {
    cmdbUrl: first.urlFor('cmdb'),
    inventoryUrl: first.urlFor('inventory'),
    async stop() {
      stopping.abort();
      await life;
    },
  };
}

async function keepRunning(
  first: EmbeddedPostgres,
  dataDir: string,
  onNote: (line: string) => void,
  stopping: AbortSignal,
): Promise<void> {
  const stopAsked = new Promise<void>((resolve) => {
    stopping.addEventListener('abort', () => resolve(), { once: true });
  });
  let postgres: EmbeddedPostgres | undefined = first;
  let startedAtMs = Date.now();
  let pauseMs: number | undefined;
  while (!stopping.aborted) {
    if (postgres !== undefined) await Promise.race([postgres.ended, stopAsked]);
    if (stopping.aborted) break;
    await postgres?.stop();
    pauseMs = nextBackoff(pauseMs, Date.now() - startedAtMs);
    onNote(`PostgreSQL ended by itself; it is started again in ${pauseMs / 1000} s`);
    await wait(pauseMs, undefined, { signal: stopping }).catch(() => {});
    if (stopping.aborted) return;
    startedAtMs = Date.now();
    postgres = await startPostgres({ dataDir, port: first.port, onNotice: onNote }).catch((error: Error) => {
      onNote(error.message);
      return undefined;
    });
  }
  await postgres?.stop();
}
