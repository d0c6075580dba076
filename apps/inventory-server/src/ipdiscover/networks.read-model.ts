import type { AddressState, AnswerOf, InputOf, Operations } from '@popis/inventory-administration';
import { numberOf, readKeyedPage, textOf } from '../admin/keyed-page.read-model.ts';
import type { Row } from '../database/database.ts';
import { readLocalClock } from '../devices/local-clock.ts';
import type { Store } from '../store.ts';

export type Network = AnswerOf<Operations['listNetworks']>['items'][number];
type AddressFilter = InputOf<Operations['listNetworkAddresses']>['query'];

/** Agents write hardware addresses in either case. */
const KNOWN = `netmap m
  LEFT JOIN (SELECT LOWER(a.macaddr) AS mac, MIN(a.hardware_id) AS hardware_id FROM networks a GROUP BY LOWER(a.macaddr)) n
    ON n.mac = LOWER(m.mac)
  LEFT JOIN (SELECT LOWER(a.macaddr) AS mac, MIN(a.type) AS type, MIN(a.description) AS description
    FROM network_devices a GROUP BY LOWER(a.macaddr)) d ON d.mac = LOWER(m.mac)`;
const CONDITIONS: Record<AddressState, string> = {
  inventoried: 'n.mac IS NOT NULL',
  identified: 'n.mac IS NULL AND d.mac IS NOT NULL',
  unmanaged: 'n.mac IS NULL AND d.mac IS NULL',
};

/** What each table says of networks; they are put together by their addresses. */
export async function readNetworks(store: Store): Promise<Partial<Network>[]> {
  const { statements } = store.database;
  const clock = await readLocalClock(store.database);
  const count = (state: AddressState) => `SUM(CASE WHEN ${CONDITIONS[state]} THEN 1 ELSE 0 END)`;
  const [found, named, lived, scanned, excluded] = await Promise.all([
    statements.query(
      `SELECT m.netid AS network, ${count('inventoried')} AS inventoried, ${count('identified')} AS identified,
         ${count('unmanaged')} AS unmanaged, MAX(m.mask) AS mask, MAX(m.date) AS found FROM ${KNOWN} GROUP BY m.netid`,
    ),
    statements.query(
      `SELECT s.netid AS network, MIN(s.name) AS name, MIN(s.id) AS category, MIN(s.mask) AS mask, MIN(s.tag) AS tag
       FROM subnet s GROUP BY s.netid`,
    ),
    statements.query(
      `SELECT a.ipsubnet AS network, COUNT(DISTINCT a.hardware_id) AS devices, MAX(a.ipmask) AS mask FROM networks a
       WHERE a.ipsubnet LIKE '%.%.%.%' AND a.ipsubnet NOT LIKE '127.%' AND a.ipsubnet <> '0.0.0.0' GROUP BY a.ipsubnet`,
    ),
    statements.query(
      `SELECT d.tvalue AS network, COUNT(*) AS scanners FROM devices d
       WHERE d.name = 'IPDISCOVER' AND d.ivalue <> 0 AND d.tvalue <> '' GROUP BY d.tvalue`,
    ),
    statements.query('SELECT DISTINCT b.subnet AS network FROM blacklist_subnet b'),
  ]);
  const network = (row: Row) => ({ network: String(row.network) });
  return [
    ...lived.map((row) => ({ ...network(row), devices: Number(row.devices), mask: textOf(row.mask) })),
    ...found.map((row) => ({
      ...network(row),
      inventoried: Number(row.inventoried),
      identified: Number(row.identified),
      unmanaged: Number(row.unmanaged),
      mask: textOf(row.mask),
      lastFoundAt: clock(row.found),
    })),
    ...named.map((row) => ({
      ...network(row),
      name: textOf(row.name),
      category: textOf(row.category),
      mask: textOf(row.mask),
      tag: textOf(row.tag),
    })),
    ...scanned.map((row) => ({ ...network(row), scanners: Number(row.scanners) })),
    ...excluded.map((row) => ({ ...network(row), isExcluded: true })),
  ];
}

/** A page of what scans found, in the order of hardware addresses. */
export async function listAddressPage(
  store: Store,
  filter: AddressFilter,
): Promise<AnswerOf<Operations['listNetworkAddresses']>> {
  const conditions: string[] = [];
  const values: string[] = [];
  if (filter.network !== undefined) {
    conditions.push('m.netid = ?');
    values.push(filter.network);
  }
  if (filter.state !== undefined) {
    conditions.push(CONDITIONS[filter.state]);
  }
  if (filter.search !== undefined) {
    const text = filter.search.toLowerCase().replace(/[\\%_]/g, '\\$&');
    conditions.push('(LOWER(m.name) LIKE ? OR m.ip LIKE ? OR LOWER(m.mac) LIKE ?)');
    values.push(`%${text}%`, `${text}%`, `${text}%`);
  }
  const clock = await readLocalClock(store.database);
  return await readKeyedPage(
    store.database.statements,
    {
      columns: `m.ip AS ip, m.mask AS mask, m.netid AS netid, m.name AS name, m.tag AS tag, m.date AS found,
        n.mac AS own_mac, n.hardware_id AS hardware_id, d.mac AS said_mac, d.type AS type, d.description AS description`,
      from: KNOWN,
      conditions,
      values,
      key: 'm.mac',
      kind: 'string',
      order: 'ascending',
    },
    filter,
    (row) => ({
      mac: String(row.page_key),
      ip: String(row.ip),
      mask: textOf(row.mask) || null,
      network: String(row.netid),
      name: textOf(row.name),
      tag: textOf(row.tag),
      state: row.own_mac !== null ? 'inventoried' : row.said_mac !== null ? 'identified' : 'unmanaged',
      device: numberOf(row.hardware_id),
      type: textOf(row.type),
      description: textOf(row.description),
      foundAt: clock(row.found),
    }),
  );
}
