import type { Store } from '../store.ts';

/**
 * What a merge does with the rows of a table that name one of the two devices, and what taking it back does.
 *
 * - `told`: what the device's agent says it is. The other's take the place of the kept one's; back, the kept one has what it
 *   had, and the other what was said since.
 * - `heard`: what agents bring and nothing takes the place of. Both stay; back, all but what the kept one had is the other's,
 *   and what was found again since as well.
 * - `remarked`: what people wrote, row by row. Both stay; back, the other gets its own again, as it is by then.
 * - `given`: what people gave a device as a whole. The other's goes; back, it comes again.
 * - `own`: rules of its own.
 * - `left`: says what was at a time, or names no device of an agent. Stays as it is.
 */
export type Treatment = 'told' | 'heard' | 'remarked' | 'given' | 'own' | 'left';

/** How a table is treated; `key` are the columns by which a row is known again. */
export interface Treated {
  treatment: Treatment;
  /** The column with the device's ID. */
  column: 'hardware_id' | 'server_id';
  key: readonly string[];
  /** The column that says when an agent found the row last. */
  found?: string;
}

function treat(treatment: Treatment, more: Partial<Treated> = {}): Treated {
  return { treatment, column: 'hardware_id', key: ['id'], ...more };
}

/** All tables but those of sections, whose treatment follows from the section. */
export const TREATED: Readonly<Record<string, Treated>> = {
  // Sections of older servers that are not stored any more.
  unixusers: treat('told'),
  saas: treat('told'),
  download_history: treat('told'),
  section_digest: treat('told'),
  identifier_use: treat('told'),
  report_proof: treat('told'),
  netmap: treat('heard', { key: ['mac'], found: 'date' }),
  snmp_record: treat('heard', { key: ['type_name', 'record_key'], found: 'lastdate' }),
  raw_report: treat('heard'),
  itmgmt_comments: treat('remarked'),
  download_enable: treat('remarked', { column: 'server_id' }),
  accountinfo: treat('given'),
  devices: treat('given'),
  download_servers: treat('given'),
  device_alias: treat('given'),
  hardware: treat('own'),
  groups_cache: treat('own'),
  device_distinct: treat('own'),
  agent_key: treat('own'),
  deleted_equiv: treat('own'),
  groups: treat('left'),
  contact: treat('left'),
  prolog_conntrack: treat('left'),
  setting_change: treat('left'),
  identity_decision: treat('left'),
  device_merge: treat('left'),
};

/** A table of this database with its treatment. */
export interface MergedTable extends Treated {
  table: string;
}

/** The tables of this database that are treated so; a real OCS server's lacks some, and columns of some. */
export function listMerged(store: Store, treatment: Treatment): MergedTable[] {
  const sections = [...store.sections.values()].filter((section) => section.table !== 'hardware');
  const all = [
    ...sections.map((section) => ({
      table: section.table,
      ...treat(section.appendOnly === true ? 'heard' : 'told'),
    })),
    ...Object.entries(TREATED).map(([table, treated]) => ({ table, ...treated })),
  ];
  const seen = new Set<string>();
  return all.filter(({ table, column, ...each }) => {
    if (each.treatment !== treatment || seen.has(table)) return false;
    seen.add(table);
    return store.catalogue.get(table)?.has(column) === true;
  });
}
