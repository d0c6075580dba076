import { fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { type BenchCmdb, withCmdb } from '../measure/cmdb.ts';
import { note, printTable, writeResult } from '../measure/report.ts';
import { makeHistory } from './history-rows.ts';
import { writeHistory } from './write-history.ts';

/** What is to be measured. */
export interface HistoryOptions {
  changes: number;
}

const rounds = 10;
const root = path.resolve(import.meta.dirname, '../..');

/** Measures `popis history verify` on a generated history whose hashes are true. */
export async function benchHistory({ changes }: HistoryOptions): Promise<void> {
  const folder = path.join(tmpdir(), 'popis-bench', `history-${changes}`);
  await withCmdb(folder, async (cmdb) => {
    await fill(cmdb, changes);
    const measured = await verify(cmdb.databaseUrl);
    const perSecond = Math.round(changes / measured.seconds);
    printTable(
      ['changes', 'seconds', 'changes/s', 'peak MiB'],
      [[changes, measured.seconds, perSecond, measured.peakMiB]],
    );
    await writeResult('history', { changes, ...measured, perSecond });
  });
}

/** Generates the history once, and has the application seal it. */
async function fill({ databaseUrl, startApi }: BenchCmdb, changes: number): Promise<void> {
  const api = await startApi();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ made: boolean }>(
      "SELECT EXISTS (SELECT FROM change WHERE actor = 'bench') AS made",
    );
    if (rows[0]?.made !== true) {
      const classes = await client.query<{ id: number }>("SELECT id FROM class WHERE name = 'Computer'");
      note(`history: ${changes} changes`);
      await writeHistory(client, makeHistory(classes.rows[0]?.id ?? 0, changes / rounds, rounds));
      await client.query('VACUUM (ANALYZE)');
    }
    note('history: waiting for seals');
    for (;;) {
      const waiting = await client.query('SELECT FROM unsealed_change LIMIT 1');
      if (waiting.rowCount === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  } finally {
    await client.end();
    await api.stop();
  }
}

/** Runs the command as people run it; the peak is of the memory that it held. */
async function verify(databaseUrl: string): Promise<{ seconds: number; peakMiB: number; verdict: string }> {
  const started = performance.now();
  const child = fork(path.join(root, 'apps/cmdb-api/dist/verify.js'), {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    execArgv: ['--import', pathToFileURL(path.join(import.meta.dirname, 'tell-memory.ts')).href],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let verdict = '';
  let peakMiB = 0;
  child.stdout?.on('data', (text) => {
    verdict += String(text);
  });
  child.on('message', (message: { peakMiB: number }) => {
    peakMiB = message.peakMiB;
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the verifier ended with ${code}: ${verdict}`);
  return { seconds: (performance.now() - started) / 1000, peakMiB, verdict };
}
