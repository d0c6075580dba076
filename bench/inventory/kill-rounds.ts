import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Killable, Victim } from './killable.ts';
import { type Machine, makeMachine, type Occasion } from './machines.ts';
import type { Random } from './random.ts';
import { post } from './send.ts';
import { connect, readDevices } from './stored.ts';

/** What is to be done; rounds alternate between new devices and changes of the same ones, and between the victims. */
export interface KillOptions {
  rounds: number;
  /** Machines that report in a round. */
  devices: number;
  concurrency: number;
  random: Random;
}

/** What came of a round. */
export interface KillRound {
  victim: Victim;
  occasion: Occasion;
  /** Inventories answered with 200 before, while and after it died. */
  answered: number;
  unanswered: number;
  /** Of those without an answer, how many are stored whole all the same. */
  storedUnanswered: number;
  /** Devices whose inventory was answered with 200 and is not what the database holds. */
  lost: string[];
  /** Devices without an answer of which the database holds neither what it held before nor the whole of what they sent. */
  halfStored: string[];
  /** Devices that are not right after all who had no answer have sent again. */
  wrongInTheEnd: string[];
}

type Expected = Record<string, number>;

/** Lets machines report, kills a victim in the midst, starts it again, and compares the database with what was answered. */
export async function runKillRounds(
  system: Killable,
  options: KillOptions,
  onRound: (round: KillRound) => void = () => undefined,
): Promise<KillRound[]> {
  const rounds: KillRound[] = [];
  for (let number = 0; number < options.rounds; number += 1) {
    const round = await runRound(system, options, number);
    rounds.push(round);
    onRound(round);
  }
  return rounds;
}

async function runRound(system: Killable, options: KillOptions, number: number): Promise<KillRound> {
  const pair = Math.floor(number / 2);
  const prefix = `k${pair}round`;
  const occasion: Occasion = number % 2 === 0 ? 'first' : 'changed';
  const victim: Victim = (number + pair) % 2 === 0 ? 'server' : 'database';
  const machines = await makeMachines(prefix, options.devices, occasion);
  const before = occasion === 'first' ? undefined : await makeMachines(prefix, options.devices, 'first');

  const answered = await reportAndKill(system, machines, victim, options);
  await system.revive(victim);
  await untilServed(system.url);

  const stored = await read(system, prefix);
  const lost: string[] = [];
  const halfStored: string[] = [];
  let storedUnanswered = 0;
  for (const [index, machine] of machines.entries()) {
    const found = stored.get(machine.deviceId);
    const isWhole = equals(found, machine.expected);
    if (answered.has(machine)) {
      if (!isWhole) lost.push(machine.deviceId);
    } else if (isWhole) {
      storedUnanswered += 1;
    } else if (before === undefined ? found !== undefined : !equals(found, before[index]?.expected)) {
      halfStored.push(machine.deviceId);
    }
  }
  const unanswered = machines.filter((machine) => !answered.has(machine));
  for (const machine of unanswered) await report(system.url, machine);
  const after = await read(system, prefix);
  const wrong = machines.filter((machine) => !equals(after.get(machine.deviceId), machine.expected));
  return {
    victim,
    occasion,
    answered: answered.size,
    unanswered: unanswered.length,
    storedUnanswered,
    lost,
    halfStored,
    wrongInTheEnd: wrong.map((machine) => machine.deviceId),
  };
}

async function makeMachines(prefix: string, count: number, occasion: Occasion): Promise<Machine[]> {
  return await Promise.all(Array.from({ length: count }, (_, n) => makeMachine(prefix, n, occasion)));
}

/** The victim dies once a random number of inventories has been answered, a few milliseconds later. */
async function reportAndKill(
  system: Killable,
  machines: readonly Machine[],
  victim: Victim,
  { concurrency, random }: KillOptions,
): Promise<Set<Machine>> {
  const answered = new Set<Machine>();
  const killAt = random.int(1, machines.length - concurrency);
  const pauseMs = random.int(0, 20);
  const waiting = machines.values();
  let killing: Promise<void> | undefined;
  const work = async () => {
    for (const machine of waiting) {
      if (await report(system.url, machine)) answered.add(machine);
      else if (killing !== undefined) return;
      if (answered.size >= killAt) killing ??= sleep(pauseMs).then(() => system.kill(victim));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  await killing;
  return answered;
}

/** Whether the inventory was answered with 200. */
async function report(url: string, machine: Machine): Promise<boolean> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    const first = await post(url, machine.prolog, machine.userAgent, agent);
    return first === '200' && (await post(url, machine.inventory, machine.userAgent, agent)) === '200';
  } finally {
    agent.destroy();
  }
}

async function untilServed(url: string): Promise<void> {
  const stranger = await makeMachine('nobody', 0, 'first', { fewest: 1, most: 1 });
  const until = Date.now() + 60_000;
  for (;;) {
    const agent = new Agent();
    const status = await post(url, stranger.prolog, stranger.userAgent, agent);
    agent.destroy();
    if (status === '200') return;
    if (Date.now() > until) throw new Error(`The server did not come again: ${status}`);
    await sleep(100);
  }
}

async function read(system: Killable, prefix: string) {
  const connection = await connect(system.databaseUrl);
  try {
    return await readDevices(connection, prefix);
  } finally {
    await connection.close();
  }
}

function equals(found: Expected | undefined, expected: Expected | undefined): boolean {
  if (found === undefined || expected === undefined) return false;
  const wanted: Expected = { hardware: 1, accountinfo: 1, ...expected };
  return Object.entries(wanted).every(([name, count]) => found[name] === count);
}
