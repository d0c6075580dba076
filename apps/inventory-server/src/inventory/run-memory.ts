import type { InventoryRequest, KnownRuns, SectionRun } from '@popis/inventory-format';
import { type Digests, digestOf } from './section-plan.ts';

/**
 * What this process remembers of runs of sections that it has read: the digest of their rows, by that of their bytes. It says
 * nothing about devices, so nothing in it can become wrong; what a device's rows are is asked of the database.
 */
export interface RunMemory extends KnownRuns {
  /** Digest of the rows of a run, which are read if it is not known. */
  digestOf(run: SectionRun): string;
}

/** Remembers a number of runs, about 200 bytes each; those that came longest ago are forgotten first. */
export function openRunMemory(capacity: number): RunMemory {
  const known = new Map<string, { elements: number; digest: string }>();
  return {
    find(key) {
      const found = known.get(key);
      if (found !== undefined) {
        known.delete(key);
        known.set(key, found);
      }
      return found;
    },
    digestOf(run) {
      const found = known.get(run.key);
      if (found !== undefined) {
        return found.digest;
      }
      const digest = digestOf(run.rows());
      known.set(run.key, { elements: run.elements, digest });
      if (known.size > capacity) {
        const [oldest] = known.keys();
        known.delete(oldest ?? '');
      }
      return digest;
    },
  };
}

/** Digests of the sections of a report that came as runs. */
export function digestsOfRuns(memory: RunMemory, runs: InventoryRequest['runs'] = {}): Digests {
  return Object.fromEntries(Object.entries(runs).map(([name, run]) => [name, memory.digestOf(run)]));
}
