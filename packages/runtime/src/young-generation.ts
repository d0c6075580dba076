const option = '--max-semi-space-size=16';

/**
 * The environment in which Node.js holds at most 48 MiB of values that were made just now. By itself it goes by the memory of the
 * host, and lets them come to 128 MiB where there is much. Options of the environment's own come after it, and win.
 */
export function withSmallYoungGeneration(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const { NODE_OPTIONS: own = '' } = env;
  return { ...env, NODE_OPTIONS: own.includes(option) ? own : `${option} ${own}`.trim() };
}
