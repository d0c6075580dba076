import { readFile } from 'node:fs/promises';

const pauseMs = 100;

/** Resident memory of a process while something was going on, in MiB. */
export interface MemoryUse {
  startMiB: number;
  peakMiB: number;
}

/** Does a thing and samples the memory of a process meanwhile. Linux only: it reads /proc. */
export async function withMemory<T>(
  pid: number,
  work: () => Promise<T>,
): Promise<{ result: T; memory: MemoryUse }> {
  const startMiB = await readMemoryMiB(pid);
  let peakMiB = startMiB;
  const timer = setInterval(() => {
    void readMemoryMiB(pid).then((now) => {
      peakMiB = Math.max(peakMiB, now);
    });
  }, pauseMs);
  try {
    const result = await work();
    return { result, memory: { startMiB, peakMiB: Math.max(peakMiB, await readMemoryMiB(pid)) } };
  } finally {
    clearInterval(timer);
  }
}

async function readMemoryMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
}
