import { InvalidInputError } from '@popis/errors';
import type { AnswerOf, DeviceSort, InputOf, Operations } from '@popis/inventory-administration';
import { readCursor, writeCursor } from '../admin/cursor.ts';
import type { Row, SqlValue } from '../database/database.ts';
import type { Store } from '../store.ts';
import { type LocalClock, readLocalClock } from './local-clock.ts';

export type DeviceFilter = InputOf<Operations['listDevices']>['query'];
type DevicePage = AnswerOf<Operations['listDevices']>;
export type Device = DevicePage['items'][number];

const DAY_SECONDS = 86_400;
/** Groups stand in `hardware` too. */
export const IS_DEVICE = "h.deviceid NOT IN ('_SYSTEMGROUP_', '_DOWNLOADGROUP_')";
/** OCS's console knows devices that have never been asked for their regularity. */
const HEARD_OF = 'COALESCE(h.lastcome, h.lastdate)';
const LONG_AGO = "'1000-01-01 00:00:00'";

/** What a list is sorted by; never NULL, so that a page can begin behind any value. */
const SORTS: Record<DeviceSort, string> = {
  name: "COALESCE(h.name, '')",
  deviceId: 'h.deviceid',
  tag: "COALESCE(a.tag, '')",
  lastInventory: `COALESCE(h.lastdate, ${LONG_AGO})`,
  lastContact: `COALESCE(${HEARD_OF}, ${LONG_AGO})`,
  agent: "COALESCE(h.useragent, '')",
  quality: 'COALESCE(h.quality, 0)',
};

/** A page of the devices that a filter lets through. */
export async function listDevices(store: Store, filter: DeviceFilter): Promise<DevicePage> {
  const { statements } = store.database;
  const { conditions, values } = toConditions(store, filter);
  const from = `FROM hardware h LEFT JOIN accountinfo a ON a.hardware_id = h.id WHERE ${conditions.join(' AND ')}`;
  const [counted] = await statements.query(`SELECT COUNT(*) AS n ${from}`, values);
  const after = toPlace(filter);
  const direction = filter.order === 'ascending' ? 'ASC' : 'DESC';
  const key = SORTS[filter.sort];
  const rows = await statements.query(
    `SELECT ${columnsOf(store)}, ${key} AS sort_key ${from}${after.condition}
     ORDER BY ${key} ${direction}, h.id ${direction} LIMIT ?`,
    [...values, ...after.values, String(filter.limit + 1)],
  );
  const clock = await readLocalClock(store.database);
  const page = rows.slice(0, filter.limit);
  return {
    items: page.map((row) => toDevice(row, clock)),
    total: Number(counted?.n),
    next: rows.length > page.length ? toCursor(filter, page.at(-1)) : null,
  };
}

/** A device by its number, if there is one. */
export async function findDevice(store: Store, id: number): Promise<Device | undefined> {
  const [row] = await store.database.statements.query(
    `SELECT ${columnsOf(store)} FROM hardware h LEFT JOIN accountinfo a ON a.hardware_id = h.id
     WHERE h.id = ? AND ${IS_DEVICE}`,
    [id],
  );
  return row === undefined ? undefined : toDevice(row, await readLocalClock(store.database));
}

/** Old databases of OCS have no column ARCHIVE. */
function columnsOf(store: Store): string {
  const archive = store.catalogue.get('hardware')?.has('archive') === true ? 'h.archive' : 'NULL';
  return `h.id AS id, h.deviceid AS deviceid, h.name AS name, a.tag AS tag, h.useragent AS useragent,
    h.ipsrc AS ipsrc, h.osname AS osname, h.lastdate AS lastdate, ${HEARD_OF} AS heard_of, h.quality AS quality,
    ${archive} AS archive`;
}

function toConditions(store: Store, filter: DeviceFilter): { conditions: string[]; values: SqlValue[] } {
  const conditions = [IS_DEVICE];
  const values: SqlValue[] = [];
  if (filter.search !== undefined) {
    const part = `%${escapeLike(filter.search.toLowerCase())}%`;
    conditions.push('(LOWER(h.name) LIKE ? OR LOWER(h.deviceid) LIKE ? OR LOWER(a.tag) LIKE ?)');
    values.push(part, part, part);
  }
  if (filter.tag !== undefined) {
    conditions.push('a.tag = ?');
    values.push(filter.tag);
  }
  if (filter.agent !== undefined) {
    conditions.push('h.useragent LIKE ?');
    values.push(`${escapeLike(filter.agent)}%`);
  }
  if (filter.group !== undefined) {
    conditions.push(
      'EXISTS (SELECT 1 FROM groups_cache g WHERE g.hardware_id = h.id AND g.group_id = ? AND g.static IN (0, 1))',
    );
    values.push(filter.group);
  }
  if (filter.silentDays !== undefined) {
    conditions.push(`(${HEARD_OF} IS NULL OR ${store.database.dialect.secondsSince(HEARD_OF)} > ?)`);
    values.push(filter.silentDays * DAY_SECONDS);
  }
  return { conditions, values };
}

/** In both dialects a backslash takes the meaning of what follows it. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** Where a page begins. The cursor names the sort it was written for. */
function toPlace(filter: DeviceFilter): { condition: string; values: SqlValue[] } {
  const isNumber = filter.sort === 'quality';
  const place = readCursor(filter.cursor, ['string', isNumber ? 'number' : 'string', 'number']);
  if (place === undefined) {
    return { condition: '', values: [] };
  }
  if (place[0] !== `${filter.sort} ${filter.order}`) {
    const faults = [{ path: 'query.cursor', message: 'was written for another sort' }];
    throw new InvalidInputError('The request has a fault', faults);
  }
  const comparison = filter.order === 'ascending' ? '>' : '<';
  return {
    condition: ` AND (${SORTS[filter.sort]}, h.id) ${comparison} (?, ?)`,
    values: [place[1], place[2]],
  };
}

function toCursor(filter: DeviceFilter, row: Row | undefined): string {
  const key = filter.sort === 'quality' ? Number(row?.sort_key) : String(row?.sort_key);
  return writeCursor([`${filter.sort} ${filter.order}`, key, Number(row?.id)]);
}

function toDevice(row: Row, clock: LocalClock): Device {
  const text = (name: string) => (row[name] === null || row[name] === undefined ? null : String(row[name]));
  return {
    id: Number(row.id),
    deviceId: String(row.deviceid),
    name: text('name'),
    tag: text('tag'),
    agent: text('useragent'),
    address: text('ipsrc'),
    system: text('osname'),
    lastInventoryAt: clock(row.lastdate),
    lastContactAt: clock(row.heard_of),
    quality: row.quality === null ? null : Number(row.quality),
    isArchived: Number(row.archive ?? 0) === 1,
  };
}
