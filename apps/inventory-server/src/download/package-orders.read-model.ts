import type { Store } from '../store.ts';
import type { ActivePackage } from './package-plan.ts';

/** The activated packages of these ids of `download_enable`. */
export async function listActivePackages(
  store: Store,
  enableIds: readonly number[],
): Promise<Map<number, ActivePackage>> {
  const rows = await store.database.statements.query(
    `SELECT e.id AS id, e.fileid AS fileid, e.info_loc AS info_loc, e.pack_loc AS pack_loc, e.cert_path AS cert_path,
       e.cert_file AS cert_file, h.id AS server_id, h.ipaddr AS address, h.name AS name
     FROM download_enable e LEFT JOIN hardware h ON h.id = e.server_id
     WHERE ${store.database.dialect.isAnyOf('e.id')}`,
    [enableIds],
  );
  const packages = new Map<number, ActivePackage>();
  for (const row of rows) {
    packages.set(Number(row.id), {
      enableId: Number(row.id),
      fileId: String(row.fileid),
      infoLocation: String(row.info_loc),
      packLocation: String(row.pack_loc),
      certPath: toText(row.cert_path),
      certFile: toText(row.cert_file),
      server: row.server_id === null ? undefined : { address: toText(row.address), name: toText(row.name) },
    });
  }
  return packages;
}

/** Numbers of the packages that a device has said to have installed. */
export async function listInstalled(store: Store, hardwareId: number): Promise<Set<string>> {
  const rows = await store.database.statements.query(
    'SELECT d.pkg_id AS pkg_id FROM download_history d WHERE d.hardware_id = ?',
    [hardwareId],
  );
  return new Set(rows.map((row) => String(row.pkg_id)));
}

function toText(value: string | number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
