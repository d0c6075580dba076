import { Agent } from 'node:http';
import path from 'node:path';
import { type MemoryUse, withMemory } from '../measure/memory.ts';
import { note, printTable, writeResult } from '../measure/report.ts';
import { type Machine, makeMachine, type Occasion } from './machines.ts';
import { type Answer, postAndRead } from './send.ts';
import { connect } from './stored.ts';
import { startOnPostgres, type Target } from './targets.ts';

/** What is to be done. */
export interface StormOptions {
  devices: number;
  /** Requests that are open at once while all come together. */
  concurrency: number;
  /** How many times faster than `Retry-After` says they come again; 1 = as it says. */
  clock: number;
}

interface Phase {
  occasion: Occasion;
  answered: number;
  statuses: Record<string, number>;
  /** Times that a device had to come again, in all and at most for one. */
  retries: number;
  mostRetries: number;
  seconds: number;
  memory: MemoryUse;
}

const prefix = 'storm';
const size = { fewest: 30, most: 30 };
/** After a connection that broke off. */
const pauseSeconds = 60;
/** So many at once never make the server send anybody away. */
const calm = 64;

/** Sends many devices as new, then all of them at once again, with agents that come again when they are told to. */
export async function benchStorm(options: StormOptions): Promise<void> {
  const target = await startOnPostgres();
  try {
    const phases = [
      await runPhase(target, 'first', { ...options, concurrency: calm }),
      await runPhase(target, 'unchanged', options),
    ];
    const stored = await countStored(target);
    print(phases);
    console.log(
      `\nin the database: ${stored.devices} of ${options.devices} devices, ${stored.titles} of ${options.devices * size.most} titles`,
    );
    const file = await writeResult('inventory-storm', { ...options, phases, stored });
    console.log(path.relative(process.cwd(), file));
    const isRight = stored.devices === options.devices && stored.titles === options.devices * size.most;
    if (!isRight || phases.some((phase) => othersOf(phase) > 0)) process.exitCode = 1;
  } finally {
    await target.stop();
  }
}

async function runPhase(target: Target, occasion: Occasion, options: StormOptions): Promise<Phase> {
  const since = performance.now();
  const [serverPid = 0] = target.pids;
  const { result, memory } = await withMemory(serverPid, () => sendAll(target.url, occasion, options));
  return { occasion, ...result, seconds: (performance.now() - since) / 1_000, memory };
}

interface Device {
  machine: Machine;
  retries: number;
}

async function sendAll(url: string, occasion: Occasion, { devices, concurrency, clock }: StormOptions) {
  // A connection for each, as devices have.
  const agent = new Agent({ keepAlive: false, maxSockets: concurrency });
  const statuses: Record<string, number> = {};
  const due: Device[] = [];
  let fresh = 0;
  let open = 0;
  let answered = 0;
  let retries = 0;
  let mostRetries = 0;

  const send = async (device: Device): Promise<Answer> =>
    await postAndRead(url, device.machine.inventory, device.machine.userAgent, agent);
  const nextDevice = async (): Promise<Device> => {
    const waiting = due.shift();
    if (waiting !== undefined) return waiting;
    fresh += 1;
    return { machine: await makeMachine(prefix, fresh - 1, occasion, size), retries: 0 };
  };

  await new Promise<void>((resolve, reject) => {
    const pump = () => {
      while (open < concurrency && (due.length > 0 || fresh < devices)) {
        open += 1;
        nextDevice()
          .then(async (device) => settle(device, await send(device)))
          .catch(reject);
      }
    };
    const settle = (device: Device, { status, retryAfterSeconds }: Answer) => {
      open -= 1;
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status === '200') {
        answered += 1;
        if (answered % 5_000 === 0) note(`${occasion}: ${answered} answered, ${retries} came again`);
        if (answered === devices) resolve();
      } else {
        retries += 1;
        device.retries += 1;
        mostRetries = Math.max(mostRetries, device.retries);
        const waitMs = ((retryAfterSeconds ?? pauseSeconds) * 1_000) / clock;
        setTimeout(() => {
          due.push(device);
          pump();
        }, waitMs);
      }
      pump();
    };
    pump();
  });
  agent.destroy();
  return { answered, statuses, retries, mostRetries };
}

async function countStored(target: Target): Promise<{ devices: number; titles: number }> {
  const connection = await connect(target.databaseUrl);
  try {
    const devices = await connection.ask(
      `SELECT count(DISTINCT h.deviceid) FROM hardware h WHERE h.deviceid LIKE '${prefix}%'`,
    );
    const titles = await connection.ask('SELECT count(*) FROM software');
    return { devices, titles };
  } finally {
    await connection.close();
  }
}

/** Answers that are neither 200 nor "come again". */
function othersOf({ statuses }: Phase): number {
  return Object.entries(statuses).reduce(
    (sum, [status, count]) => (status === '200' || status === '503' ? sum : sum + count),
    0,
  );
}

function print(phases: readonly Phase[]): void {
  printTable(
    ['report', 'devices', 'seconds', 'stored/s', '200', '503', 'others', 'most again', 'RSS MiB', 'peak'],
    phases.map((phase) => [
      phase.occasion,
      phase.answered,
      phase.seconds,
      phase.answered / phase.seconds,
      phase.statuses['200'] ?? 0,
      phase.statuses['503'] ?? 0,
      othersOf(phase),
      phase.mostRetries,
      phase.memory.overTimeMiB.join(' '),
      phase.memory.peakMiB,
    ]),
  );
}
