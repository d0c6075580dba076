import type { Statements } from '../database/database.ts';

/** What a person says of a network. */
export interface NetworkName {
  name: string;
  category: string | null;
  mask: string | null;
}

/** Names a network; OCS has no unique key on it in every version, and all its rows are given the name. */
export async function writeNetworkName(
  statements: Statements,
  network: string,
  { name, category, mask }: NetworkName,
): Promise<void> {
  const known = await statements.query('SELECT s.netid AS netid FROM subnet s WHERE s.netid = ?', [network]);
  if (known.length > 0) {
    await statements.query('UPDATE subnet SET name = ?, id = ?, mask = ? WHERE netid = ?', [
      name,
      category,
      mask,
      network,
    ]);
  } else {
    await statements.query('INSERT INTO subnet (netid, name, id, mask) VALUES (?, ?, ?, ?)', [
      network,
      name,
      category,
      mask,
    ]);
  }
}

/** Takes the name of a network away; gives whether it had one. */
export async function deleteNetworkName(statements: Statements, network: string): Promise<boolean> {
  const known = await statements.query('SELECT s.netid AS netid FROM subnet s WHERE s.netid = ?', [network]);
  await statements.query('DELETE FROM subnet WHERE netid = ?', [network]);
  return known.length > 0;
}

/** Whether a scan found this hardware address. */
export async function isFoundAddress(statements: Statements, mac: string): Promise<boolean> {
  const rows = await statements.query('SELECT m.mac AS mac FROM netmap m WHERE LOWER(m.mac) = LOWER(?)', [
    mac,
  ]);
  return rows.length > 0;
}

/** Keeps what a person says of a hardware address. */
export async function writeAddressIdentity(
  statements: Statements,
  mac: string,
  { type, description }: { type: string; description: string },
): Promise<void> {
  await deleteAddressIdentity(statements, mac);
  await statements.query('INSERT INTO network_devices (macaddr, type, description) VALUES (?, ?, ?)', [
    mac,
    type,
    description,
  ]);
}

/** Forgets what was said of a hardware address; gives whether anything was. */
export async function deleteAddressIdentity(statements: Statements, mac: string): Promise<boolean> {
  const known = await statements.query(
    'SELECT d.id AS id FROM network_devices d WHERE LOWER(d.macaddr) = LOWER(?)',
    [mac],
  );
  await statements.query('DELETE FROM network_devices WHERE LOWER(macaddr) = LOWER(?)', [mac]);
  return known.length > 0;
}
