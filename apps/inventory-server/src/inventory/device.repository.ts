import type { StoredValue } from '@popis/inventory-format';
import type { Statements } from '../database/database.ts';
import { SCAN_COLUMNS, SCAN_JOIN, type ScanState, toScanState } from '../ipdiscover/ipdiscover.repository.ts';
import { type Settings, settingsColumn, toSettings } from '../settings.read-model.ts';
import type { Store } from '../store.ts';
import type { AccountState } from './account-rules.ts';
import type { KnownDevice } from './hardware-rules.ts';
import type { Digests } from './section-plan.ts';

/** What the database knows of a device before its report is stored. */
export interface DeviceState {
  known: KnownDevice | undefined;
  digests: Digests;
  /** Digests of the device are kept already, be it of no section. */
  hasDigests: boolean;
  account: AccountState;
  scans: ScanState;
  settings: Settings;
}

/** Reads what is known of a device. OCS has no unique key on DEVICEID: of several rows the newest counts. */
export async function readDevice(
  store: Store,
  statements: Statements,
  deviceId: string,
): Promise<DeviceState> {
  const digests =
    store.digestMemory === undefined
      ? '(SELECT d.digests FROM section_digest d WHERE d.hardware_id = h.id)'
      : 'NULL';
  const [devices, account] = await Promise.all([
    statements.query(
      `SELECT h.id AS id, h.checksum AS checksum, h.userid AS userid, h.lastdate AS lastdate, ${digests} AS digests,
         ${SCAN_COLUMNS}, ${settingsColumn(store.database.dialect)} AS settings
       FROM (SELECT 1 AS one) always LEFT JOIN hardware h ON h.deviceid = ? ${SCAN_JOIN} ORDER BY h.id DESC LIMIT 1`,
      [deviceId],
    ),
    // All columns, since consoles add some: `fields_N`.
    statements.queryTable(
      `SELECT a.* FROM accountinfo a JOIN hardware h ON h.id = a.hardware_id
       WHERE h.deviceid = ? ORDER BY a.hardware_id DESC LIMIT 1`,
      [deviceId],
    ),
  ]);
  const columns = account.columns.filter((column) => column !== 'hardware_id');
  const device = devices[0];
  const context = { scans: toScanState(device), settings: toSettings(device?.settings) };
  if (device === undefined || device.id === null) {
    const account = { columns, row: undefined };
    return { ...context, known: undefined, digests: {}, hasDigests: false, account };
  }
  const found = account.rows[0];
  let row: Record<string, string> | undefined;
  if (found !== undefined) {
    row = {};
    for (const column of columns) {
      row[column] = String(found[column] ?? '');
    }
  }
  return {
    ...context,
    known: {
      id: Number(device.id),
      checksum: Number(device.checksum ?? 0),
      userId: device.userid === null ? null : String(device.userid),
    },
    digests:
      store.digestMemory?.recall(deviceId, { id: Number(device.id), lastDate: String(device.lastdate) }) ??
      parseDigests(device.digests),
    hasDigests: typeof device.digests === 'string',
    account: { columns, row },
  };
}

function parseDigests(text: string | number | null | undefined): Digests {
  if (typeof text !== 'string') {
    return {};
  }
  const digests: Record<string, string> = {};
  for (const pair of text.split(' ')) {
    const [name, digest] = pair.split('=');
    if (name !== undefined && digest !== undefined) {
      digests[name] = digest;
    }
  }
  return digests;
}

/** Makes the row of a device that is not known yet. */
export async function insertDevice(statements: Statements, deviceId: string): Promise<number> {
  return await statements.insertOne('hardware', { deviceid: deviceId });
}

/** Writes columns of `hardware`; LASTCOME becomes now, and so does LASTDATE unless one is given. */
export async function updateDevice(
  store: Store,
  statements: Statements,
  id: number,
  columns: Readonly<Record<string, StoredValue>>,
  lastDate: string | null,
): Promise<void> {
  const { now, nowAfter } = store.database.dialect;
  // Digests that are kept in memory are known to hold by LASTDATE: another server may have stored one a moment ago.
  const later = store.digestMemory === undefined ? now : nowAfter('lastdate');
  const names = Object.keys(columns);
  const changes = [
    ...names.map((name) => `${name} = ?`),
    `lastdate = COALESCE(?, ${later})`,
    `lastcome = ${now}`,
  ];
  await statements.query(`UPDATE hardware SET ${changes.join(', ')} WHERE id = ?`, [
    ...Object.values(columns),
    lastDate,
    id,
  ]);
}

/** LASTDATE of a device as it stands now. */
export async function getLastDate(statements: Statements, id: number): Promise<string> {
  const [row] = await statements.query('SELECT h.lastdate AS lastdate FROM hardware h WHERE h.id = ?', [id]);
  return String(row?.lastdate);
}

/** Keeps the digests of a device's sections. */
export async function writeDigests(
  statements: Statements,
  id: number,
  digests: Digests,
  isFirst: boolean,
): Promise<void> {
  const text = Object.entries(digests)
    .map(([name, digest]) => `${name}=${digest}`)
    .join(' ');
  if (isFirst) {
    await statements.query('INSERT INTO section_digest (hardware_id, digests) VALUES (?, ?)', [id, text]);
  } else {
    await statements.query('UPDATE section_digest SET digests = ? WHERE hardware_id = ?', [text, id]);
  }
}

/** Writes the administrative values of a device. */
export async function writeAccount(
  statements: Statements,
  id: number,
  plan: { insert?: Record<string, string>; update?: Record<string, string> },
): Promise<void> {
  if (plan.insert !== undefined) {
    const names = Object.keys(plan.insert);
    const places = names.map(() => '?').join(', ');
    await statements.query(
      `INSERT INTO accountinfo (hardware_id, ${names.join(', ')}) VALUES (?, ${places})`,
      [id, ...Object.values(plan.insert)],
    );
  }
  if (plan.update !== undefined) {
    const changes = Object.keys(plan.update).map((name) => `${name} = ?`);
    await statements.query(`UPDATE accountinfo SET ${changes.join(', ')} WHERE hardware_id = ?`, [
      ...Object.values(plan.update),
      id,
    ]);
  }
}
