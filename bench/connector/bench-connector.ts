import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startBenchPeers } from '../inventory/peers.ts';
import { token, withCmdb } from '../measure/cmdb.ts';
import { heapEnv } from '../measure/heap.ts';
import { findPostmaster } from '../measure/postmaster.ts';
import { note, printTable, writeResult } from '../measure/report.ts';
import { countWritten, formatWritten } from '../measure/written.ts';
import { formatSize } from '../options.ts';
import { loadBareTables } from './bare-load.ts';
import { makeInventory } from './inventory.ts';
import { type Measured, measureRun, measureWork, type RunPids } from './measure-run.ts';

/** What is to be measured. */
export interface ConnectorOptions {
  /** Computers of each inventory that is measured, with twenty parts each. */
  computers: readonly number[];
  /** Most MiB that JavaScript values may take in cmdb-api and in the connector, each; empty = what Node.js thinks right. */
  heap: string;
}

interface Step extends Measured {
  computers: number;
  name: string;
  /** Rows that came to be in the tables of versions and changes. */
  written: Record<string, number>;
  /** Seconds to those of bare tables; the first load alone. */
  toBare: number | null;
}

/** Measures the connector from the tables of an OCS server on MariaDB into a CMDB: first load, nothing changed, a tenth changed, undo. */
export async function benchConnector({ computers, heap }: ConnectorOptions): Promise<void> {
  const peers = await startBenchPeers();
  const steps: Step[] = [];
  try {
    for (const count of computers) {
      const inventory = await makeInventory(peers.mariadbUrl, peers.ocsDatabaseUrl, count);
      try {
        steps.push(...(await measureSize(count, inventory, peers.mariadbPid, heapEnv(heap))));
      } finally {
        await inventory.drop();
      }
    }
  } finally {
    await peers.stop();
  }
  print(steps);
  const file = await writeResult('connector', { heap, steps });
  console.log(`\n${path.relative(process.cwd(), file)}`);
}

async function measureSize(
  computers: number,
  inventory: { url: string; changeTenth(): Promise<void> },
  inventoryPid: number,
  limits: Readonly<Record<string, string>>,
): Promise<Step[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'popis-bench-connector-'));
  try {
    return await withCmdb(folder, async ({ databaseUrl, startApi }) => {
      const bareSeconds = await loadBareTables(databaseUrl, computers);
      note(`bare tables: ${bareSeconds.toFixed(1)} s`);
      const api = await startApi({ LOG_LEVEL: 'warn', ...limits });
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      try {
        const pids = { api: api.pid, cmdb: await findPostmaster(databaseUrl), inventory: inventoryPid };
        const env = {
          INVENTORY_DATABASE_URL: inventory.url,
          CMDB_URL: api.url,
          CMDB_TOKEN: token,
          ...limits,
        };
        return await measureSteps({ computers, inventory, pids, env, client, bareSeconds });
      } finally {
        await client.end();
        await api.stop();
      }
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the steps work on. */
interface Subject {
  computers: number;
  inventory: { changeTenth(): Promise<void> };
  pids: RunPids;
  env: { INVENTORY_DATABASE_URL: string; CMDB_URL: string; CMDB_TOKEN: string };
  client: pg.Client;
  bareSeconds: number;
}

async function measureSteps({
  computers,
  inventory,
  pids,
  env,
  client,
  bareSeconds,
}: Subject): Promise<Step[]> {
  const steps: Step[] = [];
  const take = async (name: string, work: () => Promise<Measured>) => {
    const { result: measured, written } = await countWritten(client, work);
    const toBare = name === 'first' ? measured.seconds / bareSeconds : null;
    steps.push({ computers, name, ...measured, written, toBare });
    note(`${computers} computers, ${name}: ${measured.seconds.toFixed(1)} s`);
  };
  let runId = '';
  const run = async () => {
    const done = await measureRun('ocs', env, pids);
    runId = done.runId;
    return done.measured;
  };
  await take('first', run);
  await take('unchanged', run);
  await inventory.changeTenth();
  await take('a tenth changed', run);
  await take('undo of that', () => measureWork(pids, () => undo(env.CMDB_URL, runId)));
  return steps;
}

async function undo(url: string, runId: string): Promise<void> {
  const response = await fetch(`${url}/api/runs/${runId}/undo`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ reason: 'measured' }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The undo gave ${response.status}: ${text}`);
  const { counts } = JSON.parse(text);
  if (counts.left > 0) throw new Error(`The undo left ${counts.left} changes`);
}

function print(steps: readonly Step[]): void {
  printTable(
    [
      'computers',
      'run',
      'seconds',
      'send',
      'plan',
      'apply',
      'to bare',
      'CPU s: connector',
      'API',
      'PostgreSQL',
      'MariaDB',
      'peak MiB: connector',
      'API',
      'rows written',
    ],
    steps.map(({ computers, name, seconds, phases, toBare, cpu, peakMiB, written }) => [
      formatSize(computers),
      name,
      seconds,
      phases?.send ?? null,
      phases?.plan ?? null,
      phases?.apply ?? null,
      toBare,
      cpu.connector,
      cpu.api,
      cpu.cmdb,
      cpu.inventory,
      peakMiB.connector,
      peakMiB.api,
      formatWritten(written),
    ]),
  );
}
