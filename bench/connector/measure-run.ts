import { spawn } from 'node:child_process';
import path from 'node:path';
import { readCpuMs } from '../measure/cpu.ts';
import { withMemory } from '../measure/memory.ts';

const entry = path.resolve(import.meta.dirname, '../../apps/connector/dist/main.js');

/** The processes that take part in a run besides the connector. */
export interface RunPids {
  api: number;
  /** PostgreSQL of the CMDB. */
  cmdb: number;
  /** The inventory database; absent where the connector reads files. */
  inventory?: number;
}

/** What a run, or another piece of work, took. */
export interface Measured {
  seconds: number;
  /** From the start to the last record sent, to the plan, to the end. */
  phases: { send: number; plan: number; apply: number } | null;
  /** Processor seconds of each; the connector's own up to half a second before its end. */
  cpu: { connector: number; api: number; cmdb: number; inventory: number };
  /** Most resident memory. */
  peakMiB: { connector: number; api: number };
}

/** Runs the compiled connector with a mapping to its end. */
export async function measureRun(
  mapping: string,
  env: Readonly<Record<string, string>>,
  pids: RunPids,
): Promise<{ measured: Measured; runId: string }> {
  const since = performance.now();
  const seconds = () => (performance.now() - since) / 1_000;
  const before = await readAll(pids);
  const child = spawn(process.execPath, [entry, 'run', '--mapping', mapping], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid ?? 0;
  let connectorCpu = 0;
  const timer = setInterval(() => {
    void readCpuMs([pid]).then((now) => {
      connectorCpu = Math.max(connectorCpu, now);
    });
  }, 500);
  let output = '';
  const at = { sent: 0, planned: 0 };
  const listen = (text: string) => {
    output += text;
    if (/^sent /m.test(text)) at.sent = seconds();
    if (/^planned: /m.test(text)) at.planned = seconds();
  };
  child.stdout.setEncoding('utf8').on('data', listen);
  child.stderr.setEncoding('utf8').on('data', listen);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const api = withMemory(pids.api, () => ended);
  const { memory } = await withMemory(pid, () => ended);
  clearInterval(timer);
  const { result: code, memory: apiMemory } = await api;
  if (code !== 0) throw new Error(`The connector ended with ${code}:\n${output}`);
  const total = seconds();
  const cpu = differenceOf(before, await readAll(pids));
  return {
    runId: /^run (\S+) of the source/m.exec(output)?.[1] ?? '',
    measured: {
      seconds: total,
      phases: { send: at.sent, plan: at.planned - at.sent, apply: total - at.planned },
      cpu: { connector: connectorCpu / 1_000, ...cpu },
      peakMiB: { connector: memory.peakMiB, api: apiMemory.peakMiB },
    },
  };
}

/** Measures other work of the CMDB. */
export async function measureWork(pids: RunPids, work: () => Promise<void>): Promise<Measured> {
  const since = performance.now();
  const before = await readAll(pids);
  const { memory } = await withMemory(pids.api, work);
  return {
    seconds: (performance.now() - since) / 1_000,
    phases: null,
    cpu: { connector: 0, ...differenceOf(before, await readAll(pids)) },
    peakMiB: { connector: 0, api: memory.peakMiB },
  };
}

type Cpu = Required<RunPids>;

async function readAll({ api, cmdb, inventory }: RunPids): Promise<Cpu> {
  return {
    api: await readCpuMs([api]),
    cmdb: await readCpuMs([cmdb]),
    inventory: inventory === undefined ? 0 : await readCpuMs([inventory]),
  };
}

function differenceOf(before: Cpu, after: Cpu): Cpu {
  return {
    api: (after.api - before.api) / 1_000,
    cmdb: (after.cmdb - before.cmdb) / 1_000,
    inventory: (after.inventory - before.inventory) / 1_000,
  };
}
