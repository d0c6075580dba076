import type { Statements } from '../database/database.ts';

/** A value as the tables of OCS keep it. */
export interface StoredSetting {
  number: number | null;
  text: string | null;
}

/** Gives a setting a value for all; its comment stays. */
export async function writeGlobalSetting(
  statements: Statements,
  name: string,
  { number, text }: StoredSetting,
): Promise<void> {
  const [found] = await statements.query('SELECT c.name AS name FROM config c WHERE c.name = ? FOR UPDATE', [
    name,
  ]);
  const sql =
    found === undefined
      ? 'INSERT INTO config (ivalue, tvalue, name) VALUES (?, ?, ?)'
      : 'UPDATE config SET ivalue = ?, tvalue = ? WHERE name = ?';
  await statements.query(sql, [number, text, name]);
}

/** Gives a device or group a value of its own. OCS has no unique key here: what stood there under the name goes. */
export async function writeHeldSetting(
  statements: Statements,
  hardwareId: number,
  name: string,
  { number, text }: StoredSetting,
): Promise<void> {
  await deleteHeldSetting(statements, hardwareId, name);
  await statements.query('INSERT INTO devices (hardware_id, name, ivalue, tvalue) VALUES (?, ?, ?, ?)', [
    hardwareId,
    name,
    number,
    text,
  ]);
}

export async function deleteHeldSetting(
  statements: Statements,
  hardwareId: number,
  name: string,
): Promise<void> {
  await statements.query('DELETE FROM devices WHERE hardware_id = ? AND name = ?', [hardwareId, name]);
}

/** Whether there is such a device or group. */
export async function isHolder(statements: Statements, hardwareId: number): Promise<boolean> {
  const rows = await statements.query('SELECT h.id AS id FROM hardware h WHERE h.id = ?', [hardwareId]);
  return rows.length > 0;
}
