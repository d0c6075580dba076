import { readFile } from 'node:fs/promises';

const pauseMs = 100;
const pointsKept = 12;

/** Resident memory of a process while something was going on, in MiB. */
export interface MemoryUse {
  startMiB: number;
  peakMiB: number;
  /** A dozen samples, evenly spread over the time: what grows all the time shows here. */
  overTimeMiB: number[];
}

/** Does a thing and samples the memory of a process meanwhile. Linux only: it reads /proc. */
export async function withMemory<T>(
  pid: number,
  work: () => Promise<T>,
): Promise<{ result: T; memory: MemoryUse }> {
  const samples = [await readMemoryMiB(pid)];
  const timer = setInterval(() => {
    void readMemoryMiB(pid).then((now) => samples.push(now));
  }, pauseMs);
  try {
    const result = await work();
    samples.push(await readMemoryMiB(pid));
    return { result, memory: toMemoryUse(samples) };
  } finally {
    clearInterval(timer);
  }
}

/** Resident memory of a process, 0 when it is gone. */
export async function readMemoryMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
}

function toMemoryUse(samples: readonly number[]): MemoryUse {
  let peakMiB = 0;
  for (const sample of samples) peakMiB = Math.max(peakMiB, sample);
  const points = Math.min(pointsKept, samples.length);
  const overTimeMiB = Array.from(
    { length: points },
    (_none, point) => samples[Math.floor((point * (samples.length - 1)) / Math.max(1, points - 1))] ?? 0,
  );
  return { startMiB: samples[0] ?? 0, peakMiB, overTimeMiB };
}
