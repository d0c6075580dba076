import type { InventorySections, StoredValue } from '@popis/inventory-format';
import type { Proof } from '../enrolment/authenticate.ts';
import type { StoredSection } from '../schema/stored-sections.ts';

/** What `hardware` held of the device before. */
export interface KnownDevice {
  id: number;
  checksum: number;
  userId: string | null;
}

/** Who sent a report, as the connection tells. */
export interface Sender {
  /** Address of the socket; IPv4 in its own notation. */
  address: string;
  userAgent: string;
  /** The report came over HTTPS. */
  isSecure?: boolean;
  /** How it named the form of its body. */
  contentType?: string | undefined;
  /** The id a GLPI agent gave itself (`GLPI-Agent-ID`). */
  agentId?: string | undefined;
  /** Its address is exempt from sessions and filters. */
  isTrusted?: boolean;
  /** The key that signed the report; absent for plain agents. */
  proof?: Proof | undefined;
}

const USER_AGENT_LENGTH = 50;
/** Bits of CHECKSUM that can be told apart here; nobody uses more. */
const CHECKSUM_BITS = 0x7fffffff;
/** CHECKSUM of a row that OCS has just made. */
const FRESH_CHECKSUM = 262_143;
const HARDWARE_BIT = 1;

/** The CHECKSUM an agent sent, or undefined when it sent none that is a number. */
export function readChecksum(sections: InventorySections): number | undefined {
  const text = sections.HARDWARE?.[0]?.CHECKSUM?.trim();
  return text !== undefined && /^\d{1,15}$/.test(text)
    ? Number(BigInt(text) & BigInt(CHECKSUM_BITS))
    : undefined;
}

/** The bits that are set after a report: they gather until a consumer of the database clears them. */
export function gatherChecksum(known: KnownDevice | undefined, received: number | undefined): number {
  return (((received ?? 0) | (known?.checksum ?? FRESH_CHECKSUM)) & CHECKSUM_BITS) | HARDWARE_BIT;
}

/**
 * Columns of `hardware` to be written for a report, apart from LASTDATE and LASTCOME (OCS:
 * Inventory/Update/Hardware.pm). Without a HARDWARE section the device's own values stay as they are.
 */
export function planHardware(
  section: StoredSection,
  sections: InventorySections,
  known: KnownDevice | undefined,
  sender: Sender,
): Record<string, StoredValue> {
  const columns: Record<string, StoredValue> = {
    checksum: gatherChecksum(known, readChecksum(sections)),
    ipsrc: sender.address,
    useragent: sender.userAgent.slice(0, USER_AGENT_LENGTH),
  };
  const row = sections.HARDWARE?.[0];
  if (row === undefined) {
    return columns;
  }
  for (const column of section.columns) {
    if (!isServers(column.field)) {
      columns[column.name] = column.toValue(row[column.field]);
    }
  }
  columns.ipaddr = mainAddress(sections, sender) ?? columns.ipaddr ?? null;
  if (isSystemAccount(row.USERID) && known?.userId) {
    columns.userid = known.userId;
  }
  return columns;
}

/** CHECKSUM and LASTDATE have rules of their own; categories are given to devices by people and their rules. */
function isServers(field: string): boolean {
  return field === 'CHECKSUM' || field === 'LASTDATE' || field === 'CATEGORY_ID';
}

/** The LASTDATE an agent gives for itself (an inventory made elsewhere and imported), or null for now. */
export function givenLastDate(section: StoredSection, sections: InventorySections): string | null {
  const column = section.columns.find((candidate) => candidate.field === 'LASTDATE');
  const value = column?.toValue(sections.HARDWARE?.[0]?.LASTDATE);
  return typeof value === 'string' && !value.startsWith('1970-01-01') ? value : null;
}

/** The address of the device that we were reached from, if it names it as one of its own. */
function mainAddress(sections: InventorySections, sender: Sender): string | undefined {
  const own = sections.NETWORKS?.some((network) => network.IPADDRESS === sender.address) ?? false;
  return own ? sender.address : undefined;
}

/** Between two sessions the Windows agent names the system's own account as the user. */
function isSystemAccount(user: string | undefined): boolean {
  return user !== undefined && /system|localsystem/i.test(user);
}
