import type { Collector } from './collector.ts';
import { linuxCollectors } from './linux.ts';

/** The collectors for an operating system as Node names it; throws where there are none. */
export function getCollectors(platform: string): readonly Collector[] {
  if (platform === 'linux') return linuxCollectors;
  throw new Error(
    `This agent has no collectors for ${platform} yet; an OCS agent for it can report to the same server`,
  );
}
