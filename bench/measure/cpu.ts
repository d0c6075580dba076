import { readdir, readFile } from 'node:fs/promises';

/** Linux counts processor time in hundredths of a second for every program, whatever the kernel's own clock. */
const msPerTick = 10;

/**
 * Processor time that processes and all below them have used so far, in milliseconds; children that have ended are counted
 * by their parents. Linux only: it reads /proc.
 */
export async function readCpuMs(rootPids: readonly number[]): Promise<number> {
  const processes = await readProcesses();
  const wanted = new Set(rootPids);
  for (let grown = true; grown; ) {
    grown = false;
    for (const [pid, { parent }] of processes) {
      if (!wanted.has(parent) || wanted.has(pid)) continue;
      wanted.add(pid);
      grown = true;
    }
  }
  let ticks = 0;
  for (const pid of wanted) ticks += processes.get(pid)?.ticks ?? 0;
  return ticks * msPerTick;
}

async function readProcesses(): Promise<Map<number, { parent: number; ticks: number }>> {
  const found = new Map<number, { parent: number; ticks: number }>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    // The second field is the program's name in parentheses, which may hold blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields.length < 15) continue;
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    found.set(Number(name), { parent: Number(fields[1]), ticks });
  }
  return found;
}
