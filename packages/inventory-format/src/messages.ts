import type { SectionRun } from './section-run.ts';
import type { SectionName } from './sections.ts';

/** One occurrence of a section: field name → value; empty fields are absent. */
export type SectionRow = Record<string, string>;

/** The sections of an inventory; a section that is absent says nothing about what it describes. */
export type InventorySections = Partial<Record<SectionName, SectionRow[]>>;

/** One administrative value of a device: `TAG` or a console's `fields_N`. */
export interface AccountEntry {
  name: string;
  value: string;
}

/** A neighbour found by an ipdiscover scan. */
export interface DiscoveredAddress {
  ip: string;
  mac: string;
  /** Absent when the agent found no name (`-` on the wire). */
  name?: string;
}

/** May this device send an inventory now? */
export interface PrologRequest {
  query: 'PROLOG';
  deviceId: string;
}

/** A whole inventory of a device. */
export interface InventoryRequest {
  query: 'INVENTORY';
  deviceId: string;
  /** DEVICEID this device had before; the two are to become one. */
  oldDeviceId?: string;
  sections: InventorySections;
  /** Sections whose bytes have a digest of their own; those that were known by it are in no other place. */
  runs?: Partial<Record<SectionName, SectionRun>>;
  accountInfo: AccountEntry[];
  /** Ids of the packages the agent has installed before; absent when it sent no history. */
  downloadHistory?: string[];
  /** What an ordered scan found; absent when none was made. */
  discovered?: DiscoveredAddress[];
  /** Sections that came and are not stored. */
  ignoredSections: string[];
}

/** Result of one package's deployment; the code is free text, as agents of all kinds make up their own. */
export interface DownloadResultRequest {
  query: 'DOWNLOAD';
  deviceId: string;
  packageId: string;
  code: string;
}

/** Addresses of a device changed between two inventories. */
export interface NotifyRequest {
  query: 'NOTIFY';
  deviceId: string;
  type: string;
  interfaces: SectionRow[];
  mainAddress?: string;
}

/** What a device found of one network device: the name of its type's table, and label → value. */
export interface SnmpRecord {
  type: string;
  row: SectionRow;
}

/** What a device found of network devices that it was ordered to ask. */
export interface SnmpRequest {
  query: 'SNMP';
  deviceId: string;
  records: SnmpRecord[];
}

/** A request of a kind that has no content we keep. */
export interface OtherRequest {
  query: 'UPDATE';
  deviceId: string;
}

/** Any request of the protocol. */
export type ReportRequest =
  | PrologRequest
  | InventoryRequest
  | DownloadResultRequest
  | NotifyRequest
  | SnmpRequest
  | OtherRequest;

/** One PARAM of an order: attributes and, for some orders, text. */
export interface OrderParameter {
  attributes: Record<string, string>;
  text?: string;
}

/** An order (`OPTION`) of the server to an agent, for example DOWNLOAD, REGISTRY or IPDISCOVER. */
export interface Order {
  name: string;
  parameters: OrderParameter[];
}

/** The server's answer to PROLOG and INVENTORY. */
export interface Reply {
  /** SEND, STOP, OTHER, ACCOUNT_UPDATE, NO_ACCOUNT_UPDATE or NO_UPDATE. */
  response: string;
  /** Period of the agent's contacts in hours. */
  prologFrequencyHours?: number;
  inventoryOnStartup?: boolean;
  orders: Order[];
  /** Under ACCOUNT_UPDATE: what the agent has to send from now on, and nothing else. */
  accountInfo: AccountEntry[];
}
