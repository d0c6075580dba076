import { createHash } from 'node:crypto';
import { SECTION_NAMES } from '@popis/inventory-format';
import { type InventoryDatabase, readSection, type TextRow } from '../e2e/support/inventory-database.ts';

/** What the moment of a report decides, or the database by itself. */
const UNSTABLE = new Set([
  'ID',
  'HARDWARE_ID',
  'NAME_ID',
  'PUBLISHER_ID',
  'VERSION_ID',
  'LASTDATE',
  'LASTCOME',
  'ETIME',
  'QUALITY',
  'FIDELITY',
  'IPSRC',
  'USERAGENT',
]);
/** Written by the server, not taken from the report. */
const OWN = new Set(['USERAGENT', 'DEVICEID', 'CHECKSUM']);

/** What is stored of a device, by section; rows in an order of their own. */
export type StoredDevice = Record<string, TextRow[]>;

/** All that reports wrote of a device; undefined when it is not there. */
export async function readDevice(
  database: InventoryDatabase,
  deviceId: string,
): Promise<StoredDevice | undefined> {
  const [hardware] = await database.query('SELECT ID FROM hardware WHERE DEVICEID = ?', deviceId);
  const id = hardware?.ID;
  if (id == null) return undefined;
  const device: StoredDevice = {};
  for (const name of SECTION_NAMES) device[name] = settle(await readSection(database, name, id));
  device.ACCOUNTINFO = settle(await database.query('SELECT * FROM accountinfo WHERE HARDWARE_ID = ?', id));
  const history = 'SELECT PKG_ID FROM download_history WHERE HARDWARE_ID = ?';
  device.DOWNLOAD = settle(await database.query(history, id));
  return device;
}

function settle(rows: readonly TextRow[]): TextRow[] {
  const settled = rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([column]) => !UNSTABLE.has(column))),
  );
  return settled.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b), 'en'));
}

/** One number for all that is stored of a device. */
export function checksumOf(device: StoredDevice | undefined): string {
  return createHash('sha256')
    .update(JSON.stringify(device ?? null))
    .digest('hex');
}

/** Values that no report should have left behind. */
export function listGarbage(device: StoredDevice): string[] {
  const garbage: string[] = [];
  for (const [section, rows] of Object.entries(device)) {
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        // Tabs and line ends are characters of XML; all other control characters and half pairs are not.
        if (value !== null && !OWN.has(column) && /[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/.test(pairless(value))) {
          garbage.push(`${section}.${column}: ${JSON.stringify(value.slice(0, 100))}`);
        }
      }
    }
  }
  return garbage;
}

function pairless(value: string): string {
  return value.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '');
}

/** Where two devices differ, in words. */
export function tellDifference(
  one: StoredDevice | undefined,
  other: StoredDevice | undefined,
): string | undefined {
  for (const name of Object.keys(one ?? other ?? {})) {
    const [left, right] = [JSON.stringify(one?.[name]), JSON.stringify(other?.[name])];
    if (left !== right) {
      const at = [...(left ?? '')].findIndex((character, index) => character !== right?.[index]);
      const from = Math.max(0, at - 60);
      return `${name}: ${left?.slice(from, at + 100)} is not ${right?.slice(from, at + 100)}`;
    }
  }
  return undefined;
}
