import type { Statements } from '../database/database.ts';

/** A package as OCS's console lists it (table `download_available`). */
export interface AvailablePackage {
  fileId: string;
  name: string;
  priority: number;
  fragments: number;
  bytes: number;
  /** WINDOWS, LINUX, MAC … */
  system: string;
  comment: string | null;
}

/** Where agents fetch a package (table `download_enable`): hosts and paths without a scheme. */
export interface PackageLocation {
  info: string;
  fragments: string;
  certPath: string | null;
  certFile: string | null;
  /** Device that hands the fragments out, for `$IP$` and `$NAME$`. */
  serverId: number | null;
}

/** What the order of a package says besides. */
export interface PackageExtras {
  isForced: boolean;
  /** `YYYY/MM/DD hh:mm` */
  schedule?: string;
  postCommand?: string;
}

const LARGEST_SIZE = 2_147_483_647;

export async function insertAvailablePackage(
  statements: Statements,
  available: AvailablePackage,
): Promise<void> {
  await statements.query(
    `INSERT INTO download_available (fileid, name, priority, fragments, size, osname, comment)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [
      available.fileId,
      available.name,
      available.priority,
      available.fragments,
      Math.min(available.bytes, LARGEST_SIZE),
      available.system,
      available.comment,
    ],
  );
}

/** Whether there is a package of this number that was not deleted. */
export async function hasAvailablePackage(statements: Statements, fileId: string): Promise<boolean> {
  const rows = await statements.query(
    'SELECT a.fileid AS fileid FROM download_available a WHERE a.fileid = ? AND COALESCE(a.deleted, 0) = 0',
    [fileId],
  );
  return rows.length > 0;
}

/** Makes a package ready to be ordered; gives the id that orders name. */
export async function insertActivation(
  statements: Statements,
  fileId: string,
  location: PackageLocation,
): Promise<number> {
  return await statements.insertOne('download_enable', {
    fileid: fileId,
    info_loc: location.info,
    pack_loc: location.fragments,
    cert_path: location.certPath,
    cert_file: location.certFile,
    server_id: location.serverId,
  });
}

/** Those of these rows of `hardware`, devices or groups, that there are. */
export async function listHardwareIds(
  statements: Statements,
  isAnyOf: (column: string) => string,
  ids: readonly number[],
): Promise<Set<number>> {
  const rows = await statements.query(`SELECT h.id AS id FROM hardware h WHERE ${isAnyOf('h.id')}`, [ids]);
  return new Set(rows.map((row) => Number(row.id)));
}

/** Orders a package for devices and groups; what was ordered of it before, and how it went, is forgotten. */
export async function replaceAssignments(
  statements: Statements,
  isAnyOf: (column: string) => string,
  enableId: number,
  hardwareIds: readonly number[],
  extras: PackageExtras,
): Promise<void> {
  await statements.query(
    `DELETE FROM devices WHERE ivalue = ? AND ${isAnyOf('hardware_id')}
     AND name IN ('DOWNLOAD', 'DOWNLOAD_FORCE', 'DOWNLOAD_SCHEDULE', 'DOWNLOAD_POSTCMD')`,
    [enableId, hardwareIds],
  );
  const values: [string, string | null][] = [['DOWNLOAD', null]];
  if (extras.isForced) {
    values.push(['DOWNLOAD_FORCE', '1']);
  }
  if (extras.schedule !== undefined) {
    values.push(['DOWNLOAD_SCHEDULE', extras.schedule]);
  }
  if (extras.postCommand !== undefined) {
    values.push(['DOWNLOAD_POSTCMD', extras.postCommand]);
  }
  await statements.insertBatch({
    table: 'devices',
    columns: [
      { name: 'hardware_id', type: 'integer' },
      { name: 'name', type: 'text' },
      { name: 'ivalue', type: 'integer' },
      { name: 'tvalue', type: 'text' },
    ],
    rows: hardwareIds.flatMap((id) => values.map(([name, value]) => [id, name, enableId, value])),
  });
}

/** Takes the orders of an activated package back, all or those of one device or group; gives how many there were. */
export async function deleteOrders(
  statements: Statements,
  enableId: number,
  hardwareId?: number,
): Promise<number> {
  const [only, values] =
    hardwareId === undefined ? ['', [enableId]] : [' AND hardware_id = ?', [enableId, hardwareId]];
  const where = `ivalue = ?${only} AND name IN ('DOWNLOAD', 'DOWNLOAD_FORCE', 'DOWNLOAD_SCHEDULE', 'DOWNLOAD_POSTCMD')`;
  const [counted] = await statements.query(`SELECT COUNT(*) AS n FROM devices WHERE ${where}`, values);
  await statements.query(`DELETE FROM devices WHERE ${where}`, values);
  return Number(counted?.n);
}

/** Takes places away that a package can be ordered from, all or one. */
export async function deletePlaces(statements: Statements, fileId: string, enableId?: number): Promise<void> {
  const [only, values] = enableId === undefined ? ['', [fileId]] : [' AND id = ?', [fileId, enableId]];
  await statements.query(`DELETE FROM download_enable WHERE fileid = ?${only}`, values);
}

/** Takes a package off the list. */
export async function deleteAvailablePackage(statements: Statements, fileId: string): Promise<void> {
  await statements.query('DELETE FROM download_available WHERE fileid = ?', [fileId]);
}
