import type { Dialect, Row, Statements } from '../database/database.ts';
import type { Holder } from './election.ts';
import type { Neighbour } from './scan-results.ts';

const DAY_SECONDS = 86_400;

/** What a device has to do with scans. */
export interface ScanState {
  quality: number;
  fidelity: number;
  /** Its own row; IVALUE 0 = never, 1 = elected, 2 = told to by a person. */
  own: { kind: number; subnet: string } | undefined;
  /** A group says that its devices never scan. */
  isForbidden: boolean;
}

/** What a device has to do with scans, as columns of a statement over `hardware h`; `toScanState` reads them. */
export const SCAN_COLUMNS = `h.quality AS quality, h.fidelity AS fidelity, d.ivalue AS scan_kind, d.tvalue AS scan_subnet,
  CASE WHEN EXISTS (SELECT 1 FROM groups_cache g JOIN devices f ON f.hardware_id = g.group_id
    WHERE g.hardware_id = h.id AND g.static IN (0, 1) AND f.name = 'IPDISCOVER' AND f.ivalue = 0) THEN 1 ELSE 0 END AS scan_forbidden`;

/** Joins what `SCAN_COLUMNS` needs. */
export const SCAN_JOIN =
  "LEFT JOIN devices d ON d.hardware_id = h.id AND d.name = 'IPDISCOVER' AND d.ivalue IS NOT NULL";

/** What a device has to do with scans, of a row with `SCAN_COLUMNS`. */
export function toScanState(row: Row | undefined): ScanState {
  const kind = row?.scan_kind ?? null;
  return {
    quality: Number(row?.quality ?? 0),
    fidelity: Number(row?.fidelity ?? 1),
    own: kind === null ? undefined : { kind: Number(kind), subnet: String(row?.scan_subnet ?? '') },
    isForbidden: Number(row?.scan_forbidden ?? 0) === 1,
  };
}

/** Who scans these subnets, other than one device. */
export async function listHolders(
  statements: Statements,
  dialect: Dialect,
  subnets: readonly string[],
  exceptId: number,
): Promise<Holder[]> {
  const rows = await statements.query(
    `SELECT h.id AS id, d.tvalue AS subnet, d.ivalue AS kind, h.quality AS quality,
       ${dialect.secondsSince('h.lastdate')} AS age
     FROM devices d JOIN hardware h ON h.id = d.hardware_id
     WHERE d.name = 'IPDISCOVER' AND h.id <> ? AND ${dialect.isAnyOf('d.tvalue')} ORDER BY h.id`,
    [exceptId, subnets],
  );
  return rows.map((row) => ({
    hardwareId: Number(row.id),
    subnet: String(row.subnet),
    kind: Number(row.kind ?? 0),
    quality: Number(row.quality ?? 0),
    daysSinceInventory: Number(row.age ?? 0) / DAY_SECONDS,
  }));
}

/** Those of these subnets that nobody is to scan. */
export async function listBlacklisted(
  statements: Statements,
  dialect: Dialect,
  subnets: readonly string[],
): Promise<Set<string>> {
  const rows = await statements.query(
    `SELECT b.subnet AS subnet FROM blacklist_subnet b WHERE ${dialect.isAnyOf('b.subnet')}`,
    [subnets],
  );
  return new Set(rows.map((row) => String(row.subnet)));
}

/** Gives a device a subnet to scan. */
export async function insertHolder(
  statements: Statements,
  hardwareId: number,
  subnet: string,
): Promise<void> {
  await statements.query(
    "INSERT INTO devices (hardware_id, name, ivalue, tvalue, comments) VALUES (?, 'IPDISCOVER', 1, ?, '')",
    [hardwareId, subnet],
  );
}

/** Hands the place of a holder on to another device, unless somebody else was faster. */
export async function replaceHolder(
  statements: Statements,
  hardwareId: number,
  loserId: number,
  subnet: string,
): Promise<void> {
  await statements.query(
    "UPDATE devices SET hardware_id = ? WHERE hardware_id = ? AND name = 'IPDISCOVER' AND ivalue <> 2 AND tvalue = ?",
    [hardwareId, loserId, subnet],
  );
}

/** Takes the subnet from a device, unless a person gave it. */
export async function deleteHolder(statements: Statements, hardwareId: number): Promise<void> {
  await statements.query(
    "DELETE FROM devices WHERE hardware_id = ? AND name = 'IPDISCOVER' AND ivalue <> 2",
    [hardwareId],
  );
}

/** TAG of a device, and those of the neighbours that are known. */
export async function readTags(
  statements: Statements,
  dialect: Dialect,
  hardwareId: number,
  macs: readonly string[],
): Promise<{ own: string | null; known: Map<string, string> }> {
  const [own, known] = await Promise.all([
    statements.query('SELECT a.tag AS tag FROM accountinfo a WHERE a.hardware_id = ?', [hardwareId]),
    statements.query(
      `SELECT n.mac AS mac, n.tag AS tag FROM netmap n WHERE n.tag IS NOT NULL AND ${dialect.isAnyOf('n.mac')}`,
      [macs],
    ),
  ]);
  const tag = own[0]?.tag;
  return {
    own: tag === undefined || tag === null ? null : String(tag),
    known: new Map(known.map((row) => [String(row.mac).toLowerCase(), String(row.tag)])),
  };
}

/** Keeps what a scan found, by hardware address; `tag` is left as it is where none is given. */
export async function writeNeighbours(
  statements: Statements,
  dialect: Dialect,
  neighbours: readonly Neighbour[],
  tag: string | null,
): Promise<void> {
  const columns = ['ip', 'mac', 'mask', 'netid', 'name', ...(tag === null ? [] : ['tag'])];
  await statements.upsertBatch(
    {
      table: 'netmap',
      columns: columns.map((name) => ({ name, type: 'text' })),
      rows: neighbours.map(({ ip, mac, mask, netId, name }) => [
        ip,
        mac,
        mask,
        netId,
        name,
        ...(tag === null ? [] : [tag]),
      ]),
    },
    ['mac'],
    [`date = ${dialect.now}`],
  );
}
