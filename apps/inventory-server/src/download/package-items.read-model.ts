import type { AnswerOf, InputOf, Operations, PackageState } from '@popis/inventory-administration';
import { numberOf, readKeyedPage, textOf } from '../admin/keyed-page.read-model.ts';
import type { Statements } from '../database/database.ts';

export type PackageItem = AnswerOf<Operations['listPackages']>['items'][number];
type Place = AnswerOf<Operations['getPackage']>['places'][number];
type ResultPage = AnswerOf<Operations['listPackageResults']>;

/** What OCS writes into the row of an order; a group's own row stays as it was made. */
const STATES: Record<PackageState, string> = {
  waiting: 'd.tvalue IS NULL',
  told: "d.tvalue = 'NOTIFIED'",
  done: "d.tvalue LIKE 'SUCCESS%'",
  failed: "(d.tvalue IS NOT NULL AND d.tvalue <> 'NOTIFIED' AND d.tvalue NOT LIKE 'SUCCESS%')",
};

/** All packages that were not deleted, the latest first, or one. */
export async function listPackageItems(statements: Statements, fileId?: string): Promise<PackageItem[]> {
  const [only, values] = fileId === undefined ? ['', []] : [' AND a.fileid = ?', [fileId]];
  const count = (state: PackageState) =>
    `COUNT(DISTINCT CASE WHEN ${STATES[state]} THEN d.id END) AS ${state}`;
  const rows = await statements.query(
    `SELECT a.fileid AS fileid, a.name AS name, a.osname AS osname, a.comment AS comment, a.priority AS priority,
       a.fragments AS fragments, a.size AS size, COUNT(DISTINCT e.id) AS activations, ${count('waiting')},
       ${count('told')}, ${count('done')}, ${count('failed')}
     FROM download_available a LEFT JOIN download_enable e ON e.fileid = a.fileid
       LEFT JOIN devices d ON d.ivalue = e.id AND d.name = 'DOWNLOAD'
     WHERE COALESCE(a.deleted, 0) = 0${only}
     GROUP BY a.fileid, a.name, a.osname, a.comment, a.priority, a.fragments, a.size ORDER BY a.fileid DESC`,
    values,
  );
  return rows.map((row) => ({
    id: String(row.fileid),
    name: String(row.name),
    system: String(row.osname),
    comment: textOf(row.comment),
    priority: Number(row.priority),
    fragments: Number(row.fragments),
    bytes: Number(row.size),
    activations: Number(row.activations),
    waiting: Number(row.waiting),
    told: Number(row.told),
    done: Number(row.done),
    failed: Number(row.failed),
  }));
}

/** The places that a package can be ordered from. */
export async function listPlaces(statements: Statements, fileId: string): Promise<Place[]> {
  const rows = await statements.query(
    `SELECT e.id AS id, e.info_loc AS info_loc, e.pack_loc AS pack_loc, e.cert_path AS cert_path, e.cert_file AS cert_file,
       e.server_id AS server_id,
       (SELECT COUNT(*) FROM devices d WHERE d.ivalue = e.id AND d.name = 'DOWNLOAD') AS orders
     FROM download_enable e WHERE e.fileid = ? ORDER BY e.id`,
    [fileId],
  );
  return rows.map((row) => ({
    id: Number(row.id),
    info: String(row.info_loc),
    fragments: String(row.pack_loc),
    certPath: textOf(row.cert_path),
    certFile: textOf(row.cert_file),
    server: numberOf(row.server_id),
    orders: Number(row.orders),
  }));
}

/** A page of how a package went. */
export async function listResultPage(
  statements: Statements,
  fileId: string,
  filter: InputOf<Operations['listPackageResults']>['query'],
): Promise<ResultPage> {
  return await readKeyedPage(
    statements,
    {
      columns: `h.id AS holder, h.name AS name, h.deviceid AS deviceid, d.ivalue AS activation, d.tvalue AS result,
        d.comments AS comments`,
      from: `devices d JOIN download_enable e ON e.id = d.ivalue JOIN hardware h ON h.id = d.hardware_id`,
      conditions: [
        "d.name = 'DOWNLOAD'",
        'e.fileid = ?',
        ...(filter.state === undefined ? [] : [STATES[filter.state]]),
      ],
      values: [fileId],
      key: 'd.id',
      kind: 'number',
      order: 'ascending',
    },
    filter,
    (row) => ({
      holder: Number(row.holder),
      name: textOf(row.name),
      isGroup: row.deviceid === '_SYSTEMGROUP_',
      activation: Number(row.activation),
      state: toState(textOf(row.result)),
      result: textOf(row.result),
      at: textOf(row.comments),
    }),
  );
}

function toState(result: string | null): PackageState {
  if (result === null) {
    return 'waiting';
  }
  if (result === 'NOTIFIED') {
    return 'told';
  }
  return result.startsWith('SUCCESS') ? 'done' : 'failed';
}
