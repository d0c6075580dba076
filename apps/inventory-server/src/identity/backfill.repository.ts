import type { Dialect, Row, Statements } from '../database/database.ts';

/** What is stored of devices of which no identifier is noted, from an id on. */
export async function listUnidentified(
  statements: Statements,
  dialect: Dialect,
  after: number,
  limit: number,
): Promise<{ devices: Row[]; networks: Row[]; storages: Row[] }> {
  const devices = await statements.query(
    `SELECT h.id AS id, h.deviceid AS deviceid, h.name AS name, h.uuid AS uuid, b.ssn AS ssn, b.msn AS msn,
       b.assettag AS assettag, b.smanufacturer AS smanufacturer, b.smodel AS smodel
     FROM hardware h LEFT JOIN bios b ON b.hardware_id = h.id
     WHERE h.id > ? AND h.deviceid NOT IN ('_SYSTEMGROUP_', '_DOWNLOADGROUP_')
       AND NOT EXISTS (SELECT 1 FROM identifier_use u WHERE u.hardware_id = h.id)
     ORDER BY h.id LIMIT ${limit}`,
    [after],
  );
  const ids = devices.map((row) => Number(row.id));
  if (ids.length === 0) {
    return { devices, networks: [], storages: [] };
  }
  const [networks, storages] = await Promise.all([
    statements.query(
      `SELECT n.hardware_id AS hardware_id, n.macaddr AS macaddr, n.description AS description, n.virtualdev AS virtualdev
       FROM networks n WHERE ${dialect.isAnyOf('n.hardware_id')}`,
      [ids],
    ),
    statements.query(
      `SELECT s.hardware_id AS hardware_id, s.serialnumber AS serialnumber, s.type AS type, s.description AS description
       FROM storages s WHERE ${dialect.isAnyOf('s.hardware_id')}`,
      [ids],
    ),
  ]);
  return { devices, networks, storages };
}

/** Notes which device has which identifier. */
export async function insertUses(statements: Statements, rows: readonly [string, number][]): Promise<void> {
  if (rows.length > 0) {
    await statements.insertBatch({
      table: 'identifier_use',
      columns: [
        { name: 'identifier', type: 'text' },
        { name: 'hardware_id', type: 'integer' },
      ],
      rows,
    });
  }
}
