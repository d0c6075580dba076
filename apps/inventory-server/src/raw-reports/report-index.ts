import type { ByteStore } from '@popis/byte-store';
import type { Store } from '../store.ts';
import { openNameIndex } from './name-index.ts';
import { openTableIndex } from './table-index.ts';

/** Where a kept report is. */
export interface ReportPlace {
  folder: string;
  name: string;
}

/** A report of a device that is to be kept. */
export interface NewReport extends ReportPlace {
  hardwareId: number;
}

/** Knows which reports of which device are kept. */
export interface ReportIndex {
  /** Whether the same bytes are kept of the device already. */
  holds(report: NewReport): Promise<boolean>;
  /** Written before the bytes are, so that there are none that nobody knows of. */
  add(report: NewReport): Promise<void>;
  /** The reports of a device, in no order. */
  list(hardwareId: number): Promise<ReportPlace[]>;
  /** Called when the bytes are gone. */
  remove(place: ReportPlace): Promise<void>;
  /** Reports of devices that are no more. */
  listOrphans(): Promise<ReportPlace[]>;
}

/** In the database where it has our table; on a real OCS server's the names in the store are all there is. */
export function openReportIndex(store: Store, bytes: ByteStore): ReportIndex {
  return store.catalogue.has('raw_report') ? openTableIndex(store) : openNameIndex(store, bytes);
}
