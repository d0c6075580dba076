import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** How often the delay of the event loop is looked at. */
const DELAY_RESOLUTION_MS = 10;

/**
 * The metrics of a process: those of Node (memory, CPU, delay of the event loop, garbage collection) and `popis_build_info`
 * from the start. Labels are closed sets: nothing that a caller can choose becomes the value of one.
 */
export function openMetrics(app: string, version: string): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: DELAY_RESOLUTION_MS });
  const build = new Gauge({
    name: 'popis_build_info',
    help: 'Which program this is; always 1',
    labelNames: ['app', 'version', 'node'],
    registers: [registry],
  });
  build.set({ app, version, node: process.version }, 1);
  return registry;
}
