import path from 'node:path';
import { readCpuMs } from '../measure/cpu.ts';
import { withMemory } from '../measure/memory.ts';
import { toTiming } from '../measure/percentiles.ts';
import { note, printTable, writeResult } from '../measure/report.ts';
import { type Machine, makeMachine, type Occasion } from './machines.ts';
import { startBenchPeers } from './peers.ts';
import { sendReports } from './send.ts';
import { connect, findLosses } from './stored.ts';
import { startOnMariadb, startOnPostgres, type Target, targetOcs } from './targets.ts';

/** What is to be measured. */
export interface InventoryOptions {
  /** Machines at each concurrency; each reports new, then unchanged, then changed. */
  devices: number;
  /** The same for the real OCS server, which takes far longer for each. */
  peerDevices: number;
  concurrencies: readonly number[];
  /** Only the servers whose name matches. */
  only: RegExp;
}

interface Round {
  server: string;
  occasion: Occasion;
  concurrency: number;
  reports: number;
  statuses: Record<string, number>;
  storedPerSecond: number;
  /** Of server and database, for each report that was answered with 200. */
  cpuMsPerReport: number;
  /** The same for each device that the database holds in the end: a server may answer 200 and store nothing. */
  cpuMsPerStored: number;
  p50: number;
  p95: number;
  p99: number;
  /** Most resident memory of the server's first process. */
  peakMiB: number;
  /** Where the database does not hold what was answered with 200. */
  losses: Record<string, { expected: number; stored: number }>;
}

const occasions: readonly Occasion[] = ['first', 'unchanged', 'changed'];

/** Measures our server on both databases, and beside it a real OCS server: the same reports, one server after another. */
export async function benchInventory(options: InventoryOptions): Promise<void> {
  const peers = await startBenchPeers();
  const rounds: Round[] = [];
  try {
    const starts: [name: string, start: () => Promise<Target> | Target][] = [
      ['Popis on PostgreSQL', () => startOnPostgres()],
      ['Popis on MariaDB', () => startOnMariadb(peers)],
      ['OCS on MariaDB', () => targetOcs(peers)],
    ];
    for (const [name, start] of starts) {
      if (!options.only.test(name)) continue;
      const target = await start();
      try {
        rounds.push(...(await measureTarget(target, options)));
      } finally {
        await target.stop();
      }
    }
  } finally {
    await peers.stop();
  }
  print(rounds);
  printRatios(rounds);
  const file = await writeResult('inventory', { ...options, only: String(options.only), rounds });
  console.log(`\n${path.relative(process.cwd(), file)}`);
}

async function measureTarget(target: Target, options: InventoryOptions): Promise<Round[]> {
  const devices = target.name.startsWith('OCS') ? options.peerDevices : options.devices;
  const database = await connect(target.databaseUrl);
  const rounds: Round[] = [];
  try {
    // A server that has just started compiles its code and fills its caches.
    for (const occasion of occasions)
      await sendReports(target.url, await makeMachines('warm', Math.min(devices, 60), occasion), 8);
    for (const concurrency of options.concurrencies) {
      const prefix = `c${concurrency}bench`;
      for (const occasion of occasions) {
        const machines = await makeMachines(prefix, devices, occasion);
        const { sent, cpuMs, peakMiB } = await measureRound(target, machines, concurrency);
        const losses = await findLosses(database.ask, prefix, machines);
        const stored = losses.hardware?.stored ?? sent.accepted.length;
        const round: Round = {
          server: target.name,
          occasion,
          concurrency,
          statuses: sent.statuses,
          storedPerSecond: stored / sent.seconds,
          cpuMsPerReport: cpuMs / sent.accepted.length,
          cpuMsPerStored: cpuMs / stored,
          peakMiB,
          losses,
          ...toRoundTiming(sent.timesMs),
        };
        rounds.push(round);
        note(
          `${target.name}, ${occasion}, ${concurrency} at a time: ${round.storedPerSecond.toFixed(1)} stored/s, ${round.cpuMsPerReport.toFixed(1)} ms CPU a report`,
        );
      }
    }
    return rounds;
  } finally {
    await database.close();
  }
}

async function measureRound(target: Target, machines: readonly Machine[], concurrency: number) {
  const [serverPid = 0] = target.pids;
  const cpuBefore = await readCpuMs(target.pids);
  const { result: sent, memory } = await withMemory(serverPid, () =>
    sendReports(target.url, machines, concurrency),
  );
  const cpuMs = (await readCpuMs(target.pids)) - cpuBefore;
  return { sent, cpuMs, peakMiB: memory.peakMiB };
}

async function makeMachines(prefix: string, count: number, occasion: Occasion): Promise<Machine[]> {
  return await Promise.all(Array.from({ length: count }, (_, n) => makeMachine(prefix, n, occasion)));
}

function toRoundTiming(timesMs: readonly number[]) {
  const { requests: reports, ...timing } = toTiming(timesMs);
  return { reports, ...timing };
}

function print(rounds: readonly Round[]): void {
  printTable(
    [
      'server',
      'report',
      'at once',
      'n',
      'stored/s',
      'CPU ms',
      'p50 ms',
      'p95 ms',
      'p99 ms',
      'peak MiB',
      'answers',
      'lost',
    ],
    rounds.map((each) => [
      each.server,
      each.occasion,
      each.concurrency,
      each.reports,
      each.storedPerSecond,
      each.cpuMsPerReport,
      each.p50,
      each.p95,
      each.p99,
      each.peakMiB,
      tell(each.statuses),
      Object.entries(each.losses)
        .map(([name, { expected, stored }]) => `${name} ${stored} of ${expected}`)
        .join(', '),
    ]),
  );
}

/** How often our processor time goes into that of the OCS server, in the same run. */
function printRatios(rounds: readonly Round[]): void {
  const rows = rounds.flatMap((each) => {
    const peer = rounds.find(
      (other) =>
        other.server.startsWith('OCS') &&
        other.occasion === each.occasion &&
        other.concurrency === each.concurrency,
    );
    if (peer === undefined || peer === each) return [];
    return [
      [
        each.server,
        each.occasion,
        each.concurrency,
        peer.cpuMsPerReport / each.cpuMsPerReport,
        peer.cpuMsPerStored / each.cpuMsPerStored,
        each.storedPerSecond / peer.storedPerSecond,
      ],
    ];
  });
  if (rows.length === 0) return;
  console.log('\nbeside the OCS server\n');
  const ratios = ['CPU: OCS / ours', 'for each stored', 'stored/s: ours / OCS'];
  printTable(['server', 'report', 'at once', ...ratios], rows);
}

function tell(statuses: Record<string, number>): string {
  return Object.entries(statuses)
    .map(([status, count]) => `${count} × ${status}`)
    .join(', ');
}
