import {
  type InventorySections,
  SECTION_NAMES,
  type SectionName,
  type SectionRow,
} from '@popis/inventory-format';
import { createLogger } from '@popis/runtime';
import type { Collector } from './collectors/collector.ts';
import type { Host } from './host.ts';

const log = createLogger('inventory');

/** What was found out about a host, and what could not be. */
export interface Inventory {
  /** A section is absent when nobody could tell anything of it, and empty when there is none of what it lists. */
  sections: InventorySections;
  /** Sections left out because a collector failed. */
  failedSections: SectionName[];
}

/**
 * Asks every available collector, one after another. A section to which a failed collector would have contributed
 * is left out: half of it would read as "the rest is gone". HARDWARE is sent with what is known.
 */
export async function takeInventory(host: Host, collectors: readonly Collector[]): Promise<Inventory> {
  const found: InventorySections = {};
  const failed = new Set<SectionName>();
  for (const collector of collectors) {
    try {
      if (await collector.isAvailable(host)) merge(found, await collector.collect(host));
    } catch (error) {
      log.warn({ topic: collector.topic, err: error }, 'collector failed, its sections are left out');
      for (const section of collector.sections) failed.add(section);
    }
  }
  failed.delete('HARDWARE');
  for (const section of failed) delete found[section];
  return { sections: found, failedSections: [...failed] };
}

/** Rows are added; a section that exists once per device gets the fields together. */
function merge(into: InventorySections, sections: InventorySections): void {
  for (const name of SECTION_NAMES) {
    const rows = sections[name];
    if (rows === undefined) continue;
    into[name] = name === 'HARDWARE' ? [mergeFields(into[name], rows)] : [...(into[name] ?? []), ...rows];
  }
}

function mergeFields(known: readonly SectionRow[] = [], added: readonly SectionRow[]): SectionRow {
  return Object.assign({}, ...known, ...added);
}
