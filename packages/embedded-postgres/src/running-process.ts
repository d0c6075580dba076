import { readFile } from 'node:fs/promises';

/** Tells a running process from another one that got the same number later. */
export interface ProcessIdentity {
  pid: number;
  /** Boot id and start time in clock ticks since boot; only Linux tells it, elsewhere the number alone must do. */
  startedAt?: string;
}

/** The identity of a running process; undefined when there is none of this number, or only its zombie. */
export async function findProcess(pid: number): Promise<ProcessIdentity | undefined> {
  if (process.platform !== 'linux') return isSignallable(pid) ? { pid } : undefined;
  try {
    const stat = parseProcStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
    if (stat.state === 'Z' || stat.state === 'X') return undefined;
    const bootId = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    return { pid, startedAt: `${bootId.trim()}:${stat.startTicks}` };
  } catch {
    return undefined;
  }
}

/** The identity of this process. */
export async function thisProcess(): Promise<ProcessIdentity> {
  return (await findProcess(process.pid)) ?? { pid: process.pid };
}

/** State (field 3) and start time (field 22) of `/proc/<pid>/stat`; the name in field 2 may hold blanks and brackets. See proc(5). */
export function parseProcStat(stat: string): { state: string; startTicks: string } {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startTicks: fields[19] ?? '' };
}

/** Whether the process that once wrote `recorded` is `observed`, what runs under its number now. */
export function isSameProcess(recorded: ProcessIdentity, observed: ProcessIdentity | undefined): boolean {
  return observed?.pid === recorded.pid && observed.startedAt === recorded.startedAt;
}

/** Signal 0 asks whether a process exists; a refusal (`EPERM`) says that it does. */
export function isSignallable(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
