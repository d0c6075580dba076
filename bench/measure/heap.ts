import { withSmallYoungGeneration } from '@popis/runtime';

/**
 * The environment in which Node.js keeps its values within so many MiB; empty = as `npm start` starts our processes.
 * The young generation is sized by the machine's memory, not by the limit: on a large machine it alone may take 96 MiB of a small
 * heap, which is then collected all the time. On a small machine it is small.
 */
export function heapEnv(limitMiB: string): Record<string, string> {
  if (limitMiB === '') return { NODE_OPTIONS: withSmallYoungGeneration({}).NODE_OPTIONS ?? '' };
  const semiSpace = Math.max(1, Math.floor(Number(limitMiB) / 20));
  return { NODE_OPTIONS: `--max-old-space-size=${limitMiB} --max-semi-space-size=${semiSpace}` };
}
