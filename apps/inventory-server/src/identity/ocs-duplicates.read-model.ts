import type { InventoryRequest } from '@popis/inventory-format';
import type { SqlValue } from '../database/database.ts';
import type { Reading } from './identity.read-model.ts';

/** A row that stands for the same device by OCS's rules. */
export interface Duplicate {
  id: number;
  deviceId: string;
}

/** The bits of AUTO_DUPLICATE_LVL (OCS: Server/Constants.pm). */
const BITS = { name: 1, serial: 2, mac: 4, model: 8, uuid: 16, tag: 32 } as const;

/**
 * Rows that a real OCS server would take for the same device: those in which **all** properties that AUTO_DUPLICATE_LVL
 * names agree, apart from serial numbers and addresses of its black lists, and the row of OLD_DEVICEID
 * (OCS: Server/Duplicate.pm). A property that was not told agrees with nothing.
 */
export async function listDuplicates(
  { statements, dialect }: Reading,
  request: InventoryRequest,
  level: number,
): Promise<Duplicate[]> {
  const { conditions, values, isTold } = conditionsOf(request, level, dialect.isAnyOf('n.macaddr'));
  const byLikeness =
    level === 0 || !isTold
      ? []
      : await statements.query(
          `SELECT h.id AS id, h.deviceid AS deviceid FROM hardware h LEFT JOIN bios b ON b.hardware_id = h.id
           WHERE h.deviceid <> ? AND h.deviceid NOT IN ('_SYSTEMGROUP_', '_DOWNLOADGROUP_')
             AND ${conditions.join(' AND ')} ORDER BY h.id`,
          [request.deviceId, ...values],
        );
  const byName =
    request.oldDeviceId === undefined
      ? []
      : await statements.query(
          'SELECT h.id AS id, h.deviceid AS deviceid FROM hardware h WHERE h.deviceid = ?',
          [request.oldDeviceId],
        );
  const found = new Map([...byName, ...byLikeness].map((row) => [Number(row.id), String(row.deviceid)]));
  return [...found].map(([id, deviceId]) => ({ id, deviceId }));
}

/** What two inventories that may be of the same device by OCS's rules have in common, in one case each. */
export function listLikeness(request: InventoryRequest): string[] {
  const [hardware = {}] = request.sections.HARDWARE ?? [];
  const [bios = {}] = request.sections.BIOS ?? [];
  const macs = (request.sections.NETWORKS ?? []).map((row) => row.MACADDR);
  const values = [hardware.NAME, bios.SSN, hardware.UUID, bios.ASSETTAG, ...macs];
  return values.filter((value) => value !== undefined).map((value) => value.toLowerCase());
}

function conditionsOf(request: InventoryRequest, level: number, isAnyMac: string) {
  const [hardware = {}] = request.sections.HARDWARE ?? [];
  const [bios = {}] = request.sections.BIOS ?? [];
  const macs = (request.sections.NETWORKS ?? []).map((row) => row.MACADDR ?? '').filter((mac) => mac !== '');
  const properties: [number, string, SqlValue | undefined][] = [
    [BITS.name, 'h.name = ?', hardware.NAME],
    [BITS.serial, 'b.ssn = ? AND b.ssn NOT IN (SELECT s.serial FROM blacklist_serials s)', bios.SSN],
    [
      BITS.mac,
      `EXISTS (SELECT 1 FROM networks n WHERE n.hardware_id = h.id AND ${isAnyMac}
         AND n.macaddr NOT IN (SELECT m.macaddress FROM blacklist_macaddresses m))`,
      macs.length === 0 ? undefined : macs,
    ],
    [BITS.model, 'b.smodel = ?', bios.SMODEL],
    [BITS.uuid, 'h.uuid = ?', hardware.UUID],
    [BITS.tag, 'b.assettag = ?', bios.ASSETTAG],
  ];
  const wanted = properties.filter(([bit]) => (level & bit) !== 0);
  const told = wanted.filter(([, , value]) => value !== undefined);
  return {
    conditions: told.map(([, condition]) => condition),
    values: told.map(([, , value]) => value ?? null),
    isTold: told.length === wanted.length && wanted.length > 0,
  };
}
