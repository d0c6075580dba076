import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { type Measured, measureRun, type RunPids } from '../connector/measure-run.ts';
import { token, withCmdb } from '../measure/cmdb.ts';
import { heapEnv } from '../measure/heap.ts';
import { findPostmaster } from '../measure/postmaster.ts';
import { note, printTable, writeResult } from '../measure/report.ts';
import { countWritten, formatWritten } from '../measure/written.ts';
import { copyBare } from './bare-copy.ts';
import { type Organisation, writeFiles } from './organisation.ts';

/** What is to be measured. */
export interface CsvOptions {
  employees: number;
  sectors: number;
  /** Whether the sectors are one chain, each part of the one before it. */
  chain: boolean;
  /** Most MiB that JavaScript values may take in cmdb-api and in the connector, each; empty = what Node.js thinks right. */
  heap: string;
}

interface Step extends Measured {
  name: string;
  written: Record<string, number>;
  /** Seconds to those of a bare COPY of the same files. */
  toBare: number;
  /** What waited to be run on this machine, by its end: the average of a minute. */
  load: number;
}

/** Measures runs of a folder of CSV files whose lines refer to each other: first load, nothing changed, a tenth changed, one sector moved. */
export async function benchCsv({ employees, sectors, chain, heap }: CsvOptions): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'popis-bench-csv-'));
  // PostgreSQL's user reads the files too
  await chmod(folder, 0o755);
  const files = path.join(folder, 'files');
  await mkdir(files);
  const whole: Organisation = { employees, sectors, chain, changedEvery: 0, sectorMoved: false };
  try {
    const steps = await withCmdb(path.join(folder, 'cmdb'), async ({ databaseUrl, startApi }) => {
      await writeFiles(files, whole);
      const bareSeconds = await copyBare(databaseUrl, files, whole);
      note(`bare COPY: ${bareSeconds.toFixed(2)} s`);
      const limits = heapEnv(heap);
      const api = await startApi({ LOG_LEVEL: 'warn', ...limits });
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      try {
        const pids = { api: api.pid, cmdb: await findPostmaster(databaseUrl) };
        const env = { CMDB_URL: api.url, CMDB_TOKEN: token, ...limits };
        return await measureSteps({ whole, files, pids, env, client, bareSeconds });
      } finally {
        await client.end();
        await api.stop();
      }
    });
    print(steps);
    const file = await writeResult('csv', { employees, sectors, chain, heap, steps });
    console.log(`\n${path.relative(process.cwd(), file)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the steps work on. */
interface Subject {
  whole: Organisation;
  files: string;
  pids: RunPids;
  env: Readonly<Record<string, string>>;
  client: pg.Client;
  bareSeconds: number;
}

async function measureSteps({ whole, files, pids, env, client, bareSeconds }: Subject): Promise<Step[]> {
  const changed = { ...whole, changedEvery: 10 };
  const states: [string, Organisation][] = [
    ['first', whole],
    ['unchanged', whole],
    ['a tenth changed', changed],
    ['one sector moved', { ...changed, sectorMoved: true }],
  ];
  const steps: Step[] = [];
  for (const [name, organisation] of states) {
    const url = await writeFiles(files, organisation);
    const { result, written } = await countWritten(client, () =>
      measureRun('csv-people', { ...env, INVENTORY_DATABASE_URL: url }, pids),
    );
    const { measured } = result;
    const [load = 0] = loadavg();
    steps.push({ name, ...measured, written, toBare: measured.seconds / bareSeconds, load });
    note(`${whole.employees} employees, ${name}: ${measured.seconds.toFixed(1)} s`);
  }
  return steps;
}

function print(steps: readonly Step[]): void {
  const columns = [
    'run',
    'seconds',
    'send',
    'plan',
    'apply',
    'to bare',
    'CPU s: connector',
    'API',
    'PostgreSQL',
  ];
  printTable(
    [...columns, 'peak MiB: connector', 'API', 'load', 'rows written'],
    steps.map(({ name, seconds, phases, toBare, cpu, peakMiB, load, written }) => [
      name,
      seconds,
      phases?.send ?? null,
      phases?.plan ?? null,
      phases?.apply ?? null,
      toBare,
      cpu.connector,
      cpu.api,
      cpu.cmdb,
      peakMiB.connector,
      peakMiB.api,
      load,
      formatWritten(written),
    ]),
  );
}
