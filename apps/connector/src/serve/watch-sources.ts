import { Counter, Gauge, type Registry } from '@popis/metrics';
import type { ReadinessCheck } from '@popis/runtime';
import type { ServeWatch } from './serve-source.ts';

/** Keeps of each source how the last look at the CMDB went, for health and metrics. */
export function watchSources(
  sources: readonly string[],
  registry: Registry,
): ServeWatch & { check: ReadinessCheck } {
  const wells = new Map<string, boolean>(sources.map((source) => [source, false]));
  const runs = new Counter({
    name: 'popis_connector_runs_total',
    help: 'Runs for times of the schedule since the start, by how they ended',
    labelNames: ['source', 'outcome'],
    registers: [registry],
  });
  const next = new Gauge({
    name: 'popis_connector_next_start_timestamp_seconds',
    help: 'When the next run of a source starts; 0 when its schedule is not known',
    labelNames: ['source'],
    registers: [registry],
  });
  const nextFull = new Gauge({
    name: 'popis_connector_next_full_start_timestamp_seconds',
    help: 'When the next full run of a source starts; 0 when its schedule is not known',
    labelNames: ['source'],
    registers: [registry],
  });
  const well = new Gauge({
    name: 'popis_connector_source_well',
    help: 'Whether the last look at the CMDB and the inventory of a source went well',
    labelNames: ['source'],
    registers: [registry],
  });
  return {
    looked(source, isWell, starts) {
      wells.set(source, isWell);
      well.set({ source }, isWell ? 1 : 0);
      next.set({ source }, toSeconds(starts.next));
      nextFull.set({ source }, toSeconds(starts.nextFull));
    },
    ran(source, outcome) {
      runs.inc({ source, outcome });
    },
    check: {
      name: 'sources',
      async findFault() {
        const bad = [...wells.values()].filter((isWell) => !isWell).length;
        return bad === 0
          ? undefined
          : `${bad} of ${wells.size} sources could not be looked at; the log says why`;
      },
    },
  };
}

function toSeconds(at: Date | null): number {
  return at === null ? 0 : at.getTime() / 1_000;
}
