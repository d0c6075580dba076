import type { SectionRow } from '@popis/inventory-format';
import { type Host, readLines } from '../host.ts';
import { toRow } from '../rows.ts';

// docker and podman take the same template and know the same fields.
const format = '{{.ID}}\t{{.Names}}\t{{.State}}\t{{.Image}}';

/** Engine states in the words of OCS. */
const states: Readonly<Record<string, string>> = {
  running: 'running',
  paused: 'paused',
  restarting: 'running',
  exited: 'off',
  stopped: 'off',
  created: 'off',
  removing: 'dying',
  dead: 'crashed',
};

/** All containers of an engine, running or not, as rows of VIRTUALMACHINES. */
export async function listContainers(host: Host, engine: 'docker' | 'podman'): Promise<SectionRow[]> {
  const rows = [];
  for (const line of await readLines(host, engine, ['ps', '--all', '--no-trunc', '--format', format])) {
    const [id, name, state, image] = line.split('\t');
    rows.push(
      toRow({
        NAME: name,
        STATUS: states[state?.toLowerCase() ?? ''] ?? state,
        SUBSYSTEM: image,
        VMTYPE: engine,
        UUID: id,
      }),
    );
  }
  return rows;
}
