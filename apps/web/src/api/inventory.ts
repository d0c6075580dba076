import type { ActFilter } from '../acts/acts-search.ts';
import { api, unwrap } from './client.ts';
import type {
  ContactFailure,
  ContactHour,
  InventoryAct,
  InventoryDevice,
  InventoryStatus,
  Page,
} from './types.ts';

/** How long a device may be silent before it is worth a look. */
export const SILENT_DAYS = 30;
const PAGE = 50;

export function getInventoryStatus(): Promise<InventoryStatus> {
  return unwrap(api.GET('/api/inventory/status'));
}

/** Contacts of the last 24 hours, one item an hour. */
export async function listContactHours(): Promise<ContactHour[]> {
  return (await unwrap(api.GET('/api/inventory/contacts/hours', { params: { query: { hours: 24 } } }))).items;
}

/** What was refused or failed in the last 24 hours, by cause. */
export async function listContactFailures(): Promise<ContactFailure[]> {
  const query = { hours: 24 };
  return (await unwrap(api.GET('/api/inventory/contacts/failures', { params: { query } }))).items;
}

/** How many devices run which agent. */
export async function listAgents() {
  return (await unwrap(api.GET('/api/inventory/agents'))).items;
}

export interface DeviceListQuery {
  /** Only devices that were not heard of for {@link SILENT_DAYS}. */
  silent: boolean;
  cursor?: string;
}

/** A page of devices: those heard of last come first, of silent ones those silent for longest. */
export function listInventoryDevices({ silent, cursor }: DeviceListQuery): Promise<Page<InventoryDevice>> {
  const query = {
    limit: PAGE,
    sort: 'lastContact' as const,
    order: silent ? ('ascending' as const) : ('descending' as const),
    ...(silent ? { silentDays: SILENT_DAYS } : {}),
    ...(cursor === undefined ? {} : { cursor }),
  };
  return unwrap(api.GET('/api/inventory/devices', { params: { query } }));
}

export interface ActListQuery extends ActFilter {
  cursor: string | undefined;
}

/** A page of what was done to the inventory, the latest first. */
export function listActs({ cursor, ...filter }: ActListQuery): Promise<Page<InventoryAct>> {
  const query = { ...filter, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
  return unwrap(api.GET('/api/inventory/acts', { params: { query } }));
}
