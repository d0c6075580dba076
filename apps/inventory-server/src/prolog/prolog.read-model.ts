import type { Row } from '../database/database.ts';
import { type Settings, settingsColumn, toSettings } from '../settings.read-model.ts';
import type { Store } from '../store.ts';
import type { Parameter } from './effective-values.ts';
import type { RegistryQuery } from './orders.ts';
import type { Regularity } from './quality.ts';

/** A device as a PROLOG finds it. */
export interface PrologDevice extends Regularity {
  id: number;
  daysSinceInventory: number | undefined;
  daysSinceContact: number;
}

const DAY_SECONDS = 86_400;

/** What a PROLOG is answered by first. */
export interface PrologContext {
  settings: Settings;
  /** Absent when the DEVICEID is not known. */
  device: PrologDevice | undefined;
  /** Since when the cache of the group that is oldest ages, in Unix seconds; Infinity without groups. */
  oldestGroup: number;
}

/** Reads what a PROLOG is answered by first, in one statement. */
export async function readPrologContext(store: Store, deviceId: string): Promise<PrologContext> {
  const { dialect } = store.database;
  const { secondsSince } = dialect;
  const [row] = await store.database.statements.query(
    `SELECT h.id AS id, h.quality AS quality, h.fidelity AS fidelity,
       ${secondsSince('h.lastdate')} AS since_inventory, ${secondsSince('h.lastcome')} AS since_contact,
       ${settingsColumn(dialect)} AS settings,
       (SELECT MIN(COALESCE(g.revalidate_from, 0)) FROM ${dialect.table('groups')} g) AS oldest_group
     FROM (SELECT 1 AS one) always LEFT JOIN hardware h ON h.deviceid = ? ORDER BY h.id DESC LIMIT 1`,
    [deviceId],
  );
  const oldest = row?.oldest_group ?? null;
  return {
    settings: toSettings(row?.settings),
    device: row === undefined || row.id === null ? undefined : toDevice(row),
    oldestGroup: oldest === null ? Number.POSITIVE_INFINITY : Number(oldest),
  };
}

function toDevice(row: Row): PrologDevice {
  return {
    id: Number(row.id),
    quality: Number(row.quality ?? 0),
    fidelity: Number(row.fidelity ?? 1),
    daysSinceInventory: row.since_inventory === null ? undefined : Number(row.since_inventory) / DAY_SECONDS,
    daysSinceContact: Number(row.since_contact ?? 0) / DAY_SECONDS,
  };
}

/** The parameters of a device and of the groups it belongs to. */
export async function listParameters(store: Store, deviceId: string): Promise<Parameter[]> {
  const rows = await store.database.statements.query(
    `SELECT d.name AS name, d.ivalue AS ivalue, d.tvalue AS tvalue, 1 AS own
     FROM hardware h JOIN devices d ON d.hardware_id = h.id WHERE h.deviceid = ?
     UNION ALL
     SELECT d.name AS name, d.ivalue AS ivalue, d.tvalue AS tvalue, 0 AS own
     FROM hardware h
     JOIN groups_cache g ON g.hardware_id = h.id AND g.static IN (0, 1)
     JOIN devices d ON d.hardware_id = g.group_id WHERE h.deviceid = ?`,
    [deviceId, deviceId],
  );
  return rows.map((row) => ({
    name: String(row.name),
    number: row.ivalue === null ? null : Number(row.ivalue),
    text: row.tvalue === null ? null : String(row.tvalue),
    isOwn: Number(row.own) === 1,
  }));
}

/** What is to be read of the registry of Windows machines. */
export async function listRegistryQueries(store: Store): Promise<RegistryQuery[]> {
  const rows = await store.database.statements.query(
    `SELECT r.name AS name, r.regtree AS regtree, r.regkey AS regkey, r.regvalue AS regvalue
     FROM regconfig r ORDER BY r.id`,
  );
  return rows.map((row) => ({
    name: String(row.name ?? ''),
    tree: Number(row.regtree ?? 0),
    key: String(row.regkey ?? ''),
    value: String(row.regvalue ?? ''),
  }));
}
