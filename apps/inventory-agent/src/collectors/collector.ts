import type { InventorySections, SectionName } from '@popis/inventory-format';
import type { Host } from '../host.ts';

/** What one file of a system's folder knows to find out about a host. */
export interface Collector {
  /** File name without extension, for the log. */
  topic: string;
  /** The sections it contributes to. When it fails none of them is reported, except HARDWARE. */
  sections: readonly SectionName[];
  /** Whether what it reads exists here. An unavailable collector says nothing of its sections, not that they are empty. */
  isAvailable(host: Host): Promise<boolean>;
  /** The rows it finds; an empty list says that there are none. */
  collect(host: Host): Promise<InventorySections>;
}
