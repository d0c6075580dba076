import type { Statements } from '../database/database.ts';

/** The DEVICEID that a device reports under, if there is such a device. */
export async function findDeviceId(statements: Statements, hardwareId: number): Promise<string | undefined> {
  const rows = await statements.query('SELECT h.deviceid AS deviceid FROM hardware h WHERE h.id = ?', [
    hardwareId,
  ]);
  return rows[0] === undefined ? undefined : String(rows[0].deviceid);
}

/** The DEVICEIDs of all devices. */
export async function listDeviceIds(statements: Statements): Promise<string[]> {
  const rows = await statements.query('SELECT h.deviceid AS deviceid FROM hardware h');
  return rows.map((row) => String(row.deviceid));
}
