import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres } from '@popis/embedded-postgres';
import { deflateBody } from '@popis/inventory-format';
import { readCpuMs } from '../measure/cpu.ts';
import { toTiming } from '../measure/percentiles.ts';
import { findPostmaster } from '../measure/postmaster.ts';
import { note, printTable, writeResult } from '../measure/report.ts';
import { startService } from '../measure/service.ts';
import { readReportTemplate } from './reports.ts';

/** What is to be measured. */
export interface InventoryOptions {
  /** Machines, each of which reports new and then twice unchanged. */
  devices: number;
  concurrency: number;
}

interface Round {
  name: string;
  reports: number;
  failed: number;
  storedPerSecond: number;
  cpuMsPerReport: number;
  p50: number;
  p95: number;
  p99: number;
}

/** Measures the inventory server on an embedded PostgreSQL of its own with default durability. */
export async function benchInventory(options: InventoryOptions): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'popis-bench-inventory-'));
  // Run by root, PostgreSQL's own user has to pass through.
  await chmod(folder, 0o711);
  const postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), onNotice: note });
  try {
    await postgres.ensureDatabase('inventory');
    const databaseUrl = postgres.urlFor('inventory');
    const server = await startService('inventory-server', {
      INVENTORY_DATABASE_URL: databaseUrl,
      PORT: '0',
      COMPATIBILITY: 'loopback',
    });
    try {
      const pids = [server.pid, await findPostmaster(databaseUrl)];
      const rounds = await measureRounds(server.url, pids, options);
      await report(rounds, options);
    } finally {
      await server.stop();
    }
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureRounds(url: string, pids: number[], options: InventoryOptions): Promise<Round[]> {
  const reportOf = readReportTemplate();
  const send = async (device: number) => {
    const response = await fetch(`${url}/ocsinventory`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-compress',
        'user-agent': 'OCS-NG_unified_unix_agent_v2.10.0',
      },
      body: Buffer.from(await deflateBody(reportOf(device), 'zlib')),
    });
    await response.arrayBuffer();
    return response.ok;
  };
  const rounds: Round[] = [];
  // A server that has just started compiles its code and fills its caches.
  for (let device = 0; device < 20; device += 1) await send(900_000 + device);
  for (const name of ['new device', 'unchanged', 'unchanged again']) {
    rounds.push(await measureRound(name, send, pids, options));
    note(`${name}: ${rounds.at(-1)?.storedPerSecond.toFixed(1)} stored/s`);
  }
  return rounds;
}

async function measureRound(
  name: string,
  send: (device: number) => Promise<boolean>,
  pids: readonly number[],
  { devices, concurrency }: InventoryOptions,
): Promise<Round> {
  const times: number[] = [];
  let next = 0;
  let failed = 0;
  const cpuBefore = await readCpuMs(pids);
  const since = performance.now();
  const worker = async () => {
    while (next < devices) {
      const device = next;
      next += 1;
      const sentAt = performance.now();
      if (!(await send(device))) failed += 1;
      times.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - since) / 1_000;
  const cpuMs = (await readCpuMs(pids)) - cpuBefore;
  const { requests: reports, ...timing } = toTiming(times);
  const stored = reports - failed;
  return {
    name,
    reports,
    failed,
    storedPerSecond: stored / seconds,
    cpuMsPerReport: cpuMs / stored,
    ...timing,
  };
}

async function report(rounds: readonly Round[], options: InventoryOptions): Promise<void> {
  printTable(
    ['report', 'n', 'failed', 'stored/s', 'CPU ms', 'p50 ms', 'p95 ms', 'p99 ms'],
    rounds.map((each) => [
      each.name,
      each.reports,
      each.failed,
      each.storedPerSecond,
      each.cpuMsPerReport,
      each.p50,
      each.p95,
      each.p99,
    ]),
  );
  const file = await writeResult('inventory', { database: 'embedded PostgreSQL', ...options, rounds });
  console.log(`\n${path.relative(process.cwd(), file)}`);
}
