import {
  type Fingerprint,
  fromIdentifiers,
  type Holders,
  type Identifier,
  type IdentifierStanding,
  isVirtualMachine,
  type KnownDevice,
  normaliseModel,
} from '@popis/identification';
import type { Dialect, Row, Statements } from '../database/database.ts';

/** Devices that are looked at for one contact; who shares a value with more is known by others. */
const MOST_CANDIDATES = 50;
const MOST_HOLDERS = 500;

/** Where identification reads, and at which instant. */
export interface Reading {
  statements: Statements;
  dialect: Dialect;
  /** Instant in milliseconds. */
  at: number;
}

/** A known device with what the server needs besides. */
export interface StoredDevice extends KnownDevice {
  /** DEVICEID in `hardware`. */
  readonly deviceId: string;
}

/** What was learned of the identifiers. */
export async function listStandings(
  { statements, dialect }: Reading,
  identifiers: readonly Identifier[],
): Promise<Map<Identifier, IdentifierStanding>> {
  if (identifiers.length === 0) {
    return new Map();
  }
  const rows = await statements.query(
    `SELECT s.identifier AS identifier, s.standing AS standing FROM identifier_standing s
     WHERE s.standing <> '' AND ${dialect.isAnyOf('s.identifier')}`,
    [identifiers],
  );
  return new Map(
    rows.map((row) => [String(row.identifier), row.standing === 'demoted' ? 'demoted' : 'restored']),
  );
}

/** Who has the identifiers now, and when they were last heard of. */
export async function listHolders(
  { statements, dialect }: Reading,
  identifiers: readonly Identifier[],
  liveDays: number,
): Promise<{ all: Holders; live: Holders }> {
  const [all, live] = [new Map<Identifier, number[]>(), new Map<Identifier, number[]>()];
  if (identifiers.length === 0) {
    return { all, live };
  }
  const rows = await statements.query(
    `SELECT u.identifier AS identifier, u.hardware_id AS id, ${dialect.secondsSince('h.lastcome')} AS silent
     FROM identifier_use u JOIN hardware h ON h.id = u.hardware_id
     WHERE u.ended IS NULL AND ${dialect.isAnyOf('u.identifier')} LIMIT ${MOST_HOLDERS}`,
    [identifiers],
  );
  for (const row of rows) {
    append(all, String(row.identifier), Number(row.id));
    if (Number(row.silent ?? 0) <= liveDays * 86_400) {
      append(live, String(row.identifier), Number(row.id));
    }
  }
  return { all, live };
}

/** The ids of devices that report, or reported, under one of the DEVICEIDs. */
export async function listNamed(
  { statements, dialect }: Reading,
  deviceIds: readonly string[],
): Promise<number[]> {
  const rows = await statements.query(
    `SELECT h.id AS id FROM hardware h WHERE ${dialect.isAnyOf('h.deviceid')}
     UNION SELECT a.hardware_id AS id FROM device_alias a WHERE ${dialect.isAnyOf('a.deviceid')}
     UNION SELECT m.kept_id AS id FROM device_merge m WHERE m.undone IS NULL AND ${dialect.isAnyOf('m.kept_deviceid')}`,
    [deviceIds, deviceIds, deviceIds],
  );
  return rows.map((row) => Number(row.id));
}

/** The devices of these ids as identification looks at them. */
export async function listDevices(
  reading: Reading,
  found: readonly number[],
  contact: Fingerprint,
  frequencyDays: number,
): Promise<StoredDevice[]> {
  const { statements, dialect, at } = reading;
  const ids = [...new Set(found)].slice(0, MOST_CANDIDATES);
  if (ids.length === 0) {
    return [];
  }
  const [devices, uses, aliases, merges, keys] = await Promise.all([
    statements.query(
      `SELECT h.id AS id, h.deviceid AS deviceid, h.quality AS quality, b.smanufacturer AS maker, b.smodel AS model,
         ${dialect.secondsSince('h.lastcome')} AS silent, ${dialect.secondsSince('h.lastdate')} AS stored
       FROM hardware h LEFT JOIN bios b ON b.hardware_id = h.id WHERE ${dialect.isAnyOf('h.id')}`,
      [ids],
    ),
    statements.query(
      `SELECT u.hardware_id AS id, u.identifier AS identifier, ${dialect.secondsSince('u.since')} AS age, u.ended AS ended
       FROM identifier_use u WHERE ${dialect.isAnyOf('u.hardware_id')}`,
      [ids],
    ),
    statements.query(
      `SELECT a.hardware_id AS id, a.deviceid AS deviceid FROM device_alias a WHERE ${dialect.isAnyOf('a.hardware_id')}`,
      [ids],
    ),
    statements.query(
      `SELECT m.kept_id AS id, m.kept_deviceid AS deviceid FROM device_merge m
       WHERE m.undone IS NULL AND ${dialect.isAnyOf('m.kept_id')}`,
      [ids],
    ),
    statements.query(
      `SELECT k.hardware_id AS id FROM agent_key k
       WHERE k.state IN ('active', 'revoked') AND ${dialect.isAnyOf('k.hardware_id')}`,
      [ids],
    ),
  ]);
  const keyed = new Set(keys.map((row) => Number(row.id)));
  const shared = new Set(aliases.map((row) => String(row.deviceid)));
  return devices.map((row) => {
    const id = Number(row.id);
    const own = uses.filter((use) => Number(use.id) === id);
    const name = String(row.deviceid);
    const names = [name, ...textsOf(aliases, id)];
    // Who shares a DEVICEID is asked under it as well, so that only its inventories tell when it was there.
    const silent = names.some((each) => shared.has(each)) ? row.stored : row.silent;
    const ages = own.map((use) => Number(use.age));
    return {
      id,
      deviceId: name,
      fingerprint: toFingerprintOf(row, own, contact),
      names,
      formerNames: textsOf(merges, id).filter((each) => !names.includes(each)),
      firstContactAt: at - Math.max(0, ...ages) * 1000,
      lastContactAt: at - Number(silent ?? 0) * 1000,
      intervalDays: Math.max(Number(row.quality ?? 0), frequencyDays),
      ownsKey: keyed.has(id),
      group: id,
      distinctFrom: [],
    };
  });
}

/** Pairs of which it is open whether they are one device, around these devices. */
export async function listDoubts(
  { statements, dialect }: Reading,
  ids: readonly number[],
): Promise<(readonly [number, number])[]> {
  if (ids.length === 0) {
    return [];
  }
  const rows = await statements.query(
    `SELECT d.hardware_id AS one, d.candidate_id AS other FROM identity_decision d
     WHERE d.state = 'open' AND (${dialect.isAnyOf('d.hardware_id')} OR ${dialect.isAnyOf('d.candidate_id')})`,
    [ids, ids],
  );
  return rows.map((row) => [Number(row.one), Number(row.other)] as const);
}

/** Pairs of these devices that are two for certain. */
export async function listDistinct(
  { statements, dialect }: Reading,
  ids: readonly number[],
): Promise<(readonly [number, number])[]> {
  if (ids.length < 2) {
    return [];
  }
  const rows = await statements.query(
    `SELECT d.hardware_id AS one, d.other_id AS other FROM device_distinct d
     WHERE ${dialect.isAnyOf('d.hardware_id')} AND ${dialect.isAnyOf('d.other_id')}`,
    [ids, ids],
  );
  return rows.map((row) => [Number(row.one), Number(row.other)] as const);
}

function toFingerprintOf(row: Row, uses: readonly Row[], contact: Fingerprint): Fingerprint {
  const identifiers = uses.filter((use) => use.ended === null).map((use) => String(use.identifier));
  const firmware = { manufacturer: String(row.maker ?? ''), model: String(row.model ?? '') };
  const model = normaliseModel(firmware);
  // A device that never told its firmware is of the contact's kind.
  const isVirtual = model === null ? contact.isVirtual : isVirtualMachine(firmware, []);
  return fromIdentifiers(identifiers, { isVirtual, model });
}

function textsOf(rows: readonly Row[], id: number): string[] {
  return rows.filter((row) => Number(row.id) === id).map((row) => String(row.deviceid));
}

function append(map: Map<Identifier, number[]>, identifier: Identifier, id: number): void {
  const ids = map.get(identifier) ?? [];
  ids.push(id);
  map.set(identifier, ids);
}
