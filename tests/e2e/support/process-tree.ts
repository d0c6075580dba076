import { readdirSync, readFileSync } from 'node:fs';

interface ProcessEntry {
  pid: number;
  parent: number;
  commandLine: string;
}

/** Number of the process below `ancestor` (Linux) whose command line contains `part`; the one highest up. */
export function findDescendant(ancestor: number, part: string): number {
  const entries = listProcesses();
  let generation = [ancestor];
  while (generation.length > 0) {
    const children = entries.filter((entry) => generation.includes(entry.parent));
    const found = children.find((entry) => entry.commandLine.includes(part));
    if (found !== undefined) return found.pid;
    generation = children.map((entry) => entry.pid);
  }
  throw new Error(`No process below ${ancestor} has ${part} in its command line`);
}

function listProcesses(): ProcessEntry[] {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const entries: ProcessEntry[] = [];
  for (const number of numbers) {
    const entry = readEntry(Number(number));
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

function readEntry(pid: number): ProcessEntry | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return { pid, parent: Number(parent), commandLine };
  } catch {
    return undefined; // ended while we looked
  }
}
