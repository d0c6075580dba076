import type { Statements } from '../database/database.ts';
import type { Store } from '../store.ts';

/** What a device inherits from the one it replaces, besides its rows. */
export interface Inheritance {
  checksum: number | null;
  userId: string | null;
}

/** Sections of older servers that are not stored any more. */
const FORMER_SECTIONS = ['unixusers', 'saas'];

/** Id of the device of a DEVICEID, if there is one; the newest of several. */
export async function findHardwareId(statements: Statements, deviceId: string): Promise<number | undefined> {
  const [row] = await statements.query(
    'SELECT h.id AS id FROM hardware h WHERE h.deviceid = ? ORDER BY h.id DESC LIMIT 1',
    [deviceId],
  );
  return row === undefined ? undefined : Number(row.id);
}

/**
 * Lets a device take the place of another: what people and the server know of the old one becomes the new one's, what the
 * old one reported goes, and so does its row (OCS: Server/Duplicate.pm). Both have to be locked by the caller. With
 * `traces` (TRACE_DELETED) it is kept which id became which, for those who follow ids.
 */
export async function replaceDevice(
  store: Store,
  statements: Statements,
  oldId: number,
  newId: number,
  traces: boolean,
): Promise<Inheritance> {
  const [old] = await statements.query(
    'SELECT h.quality AS quality, h.fidelity AS fidelity, h.checksum AS checksum, h.userid AS userid FROM hardware h WHERE h.id = ?',
    [oldId],
  );
  if (old === undefined) {
    throw new Error(`no device ${oldId} to be replaced`);
  }
  await moveAdministration(store, statements, oldId, newId);
  for (const table of reportedTables(store)) {
    await statements.query(`DELETE FROM ${table} WHERE hardware_id = ?`, [oldId]);
  }
  await statements.query('UPDATE hardware SET quality = ?, fidelity = ? WHERE id = ?', [
    old.quality ?? 0,
    old.fidelity ?? 1,
    newId,
  ]);
  await statements.query('DELETE FROM hardware WHERE id = ?', [oldId]);
  if (traces) {
    await statements.query(
      `INSERT INTO deleted_equiv (date, deleted, equivalent) VALUES (${store.database.dialect.now}, ?, ?)`,
      [String(oldId), String(newId)],
    );
  }
  return {
    checksum: old.checksum === null ? null : Number(old.checksum),
    userId: old.userid === null ? null : String(old.userid),
  };
}

async function moveAdministration(
  store: Store,
  statements: Statements,
  oldId: number,
  newId: number,
): Promise<void> {
  const account = await statements.query(
    'SELECT a.hardware_id AS id FROM accountinfo a WHERE a.hardware_id = ?',
    [oldId],
  );
  if (account.length > 0) {
    await statements.query('DELETE FROM accountinfo WHERE hardware_id = ?', [newId]);
    await statements.query('UPDATE accountinfo SET hardware_id = ? WHERE hardware_id = ?', [newId, oldId]);
  }
  await statements.query('DELETE FROM devices WHERE hardware_id = ?', [newId]);
  for (const table of ['devices', 'itmgmt_comments', 'journallog']) {
    await statements.query(`UPDATE ${table} SET hardware_id = ? WHERE hardware_id = ?`, [newId, oldId]);
  }
  await moveGroups(store, statements, oldId, newId);
  await statements.query('UPDATE download_enable SET server_id = ? WHERE server_id = ?', [newId, oldId]);
  await statements.query('DELETE FROM download_servers WHERE hardware_id = ?', [newId]);
  await statements.query('UPDATE download_servers SET hardware_id = ? WHERE hardware_id = ?', [newId, oldId]);
  if (store.catalogue.get('netmap')?.has('hardware_id')) {
    await statements.query('UPDATE netmap SET hardware_id = ? WHERE hardware_id = ?', [newId, oldId]);
  }
}

/** What people decided of groups (1 = in, 2 = out) stays; what was computed is computed anew. */
async function moveGroups(store: Store, statements: Statements, oldId: number, newId: number): Promise<void> {
  const decided = await statements.query(
    'SELECT g.group_id AS id FROM groups_cache g WHERE g.hardware_id = ? AND g.static IN (1, 2)',
    [oldId],
  );
  if (decided.length > 0) {
    const ids = decided.map((row) => Number(row.id));
    const { isAnyOf } = store.database.dialect;
    await statements.query(`DELETE FROM groups_cache WHERE hardware_id = ? AND ${isAnyOf('group_id')}`, [
      newId,
      ids,
    ]);
    await statements.query(
      'UPDATE groups_cache SET hardware_id = ? WHERE hardware_id = ? AND static IN (1, 2)',
      [newId, oldId],
    );
  }
  await statements.query('DELETE FROM groups_cache WHERE hardware_id = ?', [oldId]);
}

function reportedTables(store: Store): string[] {
  const tables = ['download_history'];
  for (const section of store.sections.values()) {
    if (section.name !== 'HARDWARE' && !section.appendOnly) {
      tables.push(section.table);
    }
  }
  return [...tables, ...[...FORMER_SECTIONS, 'section_digest'].filter((table) => store.catalogue.has(table))];
}
