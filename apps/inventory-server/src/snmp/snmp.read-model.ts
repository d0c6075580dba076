import type { Row, Statements } from '../database/database.ts';
import type { Store } from '../store.ts';

const TYPE_ATTRIBUTES = [
  'TYPE_NAME',
  'CONDITION_OID',
  'CONDITION_VALUE',
  'TABLE_TYPE_NAME',
  'LABEL_NAME',
  'OID',
];
/** OCS 2.8 has AUTHKEY; 2.12 has levels and protocols in its place. */
const COMMUNITY_ATTRIBUTES =
  'VERSION NAME USERNAME AUTHKEY LEVEL AUTHPROTO AUTHPASSWD PRIVPROTO PRIVPASSWD'.split(' ');
const MIB_ATTRIBUTES = 'VENDOR URL CHECKSUM VERSION PARSER'.split(' ');

/** Neighbours of a subnet that no agent reports among its own addresses. */
export async function listUnknownNeighbours(
  statements: Statements,
  subnet: string,
): Promise<{ ip: string; mac: string }[]> {
  const rows = await statements.query(
    `SELECT n.ip AS ip, n.mac AS mac FROM netmap n WHERE n.netid = ? AND NOT EXISTS (
       SELECT 1 FROM networks w WHERE LOWER(w.macaddr) = LOWER(n.mac) AND w.ipsubnet = ?) ORDER BY n.mac`,
    [subnet, subnet],
  );
  return rows.map((row) => ({ ip: String(row.ip), mac: String(row.mac) }));
}

/** Types of network devices: how one is recognised, and which values of it are wanted. */
export async function listSnmpTypes(store: Store): Promise<Record<string, string>[]> {
  if (!store.catalogue.has('snmp_types')) {
    return [];
  }
  // From OCS 2.9 on a type may have several conditions, in a table of their own.
  const hasOwn = store.catalogue.get('snmp_types')?.has('condition_oid') === true;
  const conditions = hasOwn ? 't' : 'x';
  const join = hasOwn ? '' : 'LEFT JOIN snmp_types_conditions x ON x.type_id = t.id';
  const rows = await store.database.statements.query(
    `SELECT t.type_name AS type_name, ${conditions}.condition_oid AS condition_oid,
       ${conditions}.condition_value AS condition_value, t.table_type_name AS table_type_name,
       l.label_name AS label_name, c.oid AS oid
     FROM snmp_types t ${join} LEFT JOIN snmp_configs c ON c.type_id = t.id
     LEFT JOIN snmp_labels l ON l.id = c.label_id ORDER BY t.id, c.id`,
  );
  return rows.map((row) => toAttributes(row, TYPE_ATTRIBUTES));
}

/** Communities to try: secrets, for the eyes of agents over HTTPS only. */
export async function listCommunities(store: Store): Promise<Record<string, string>[]> {
  return await listRows(store, 'snmp_communities', COMMUNITY_ATTRIBUTES);
}

/** MIBs that agents are to load. */
export async function listMibs(store: Store): Promise<Record<string, string>[]> {
  return await listRows(store, 'snmp_mibs', MIB_ATTRIBUTES);
}

async function listRows(
  store: Store,
  table: string,
  attributes: readonly string[],
): Promise<Record<string, string>[]> {
  const known = store.catalogue.get(table);
  const columns = attributes.filter((name) => known?.has(name.toLowerCase()));
  if (columns.length === 0) {
    return [];
  }
  const names = columns.map((name) => `t.${name.toLowerCase()} AS ${name.toLowerCase()}`).join(', ');
  const rows = await store.database.statements.query(`SELECT ${names} FROM ${table} t ORDER BY t.id`);
  return rows.map((row) => toAttributes(row, columns));
}

function toAttributes(row: Row, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, String(row[name.toLowerCase()] ?? '')]));
}

/** Labels of each type's table by which one network device is told from another. */
export async function listReconciledLabels(statements: Statements): Promise<Map<string, string[]>> {
  const rows = await statements.query(
    `SELECT t.table_type_name AS type, l.label_name AS label, c.reconciliation AS reconciliation
     FROM snmp_types t LEFT JOIN snmp_configs c ON c.type_id = t.id LEFT JOIN snmp_labels l ON l.id = c.label_id
     ORDER BY t.id, c.id`,
  );
  const labels = new Map<string, string[]>();
  for (const row of rows) {
    const type = String(row.type);
    const known = labels.get(type) ?? [];
    if (row.label !== null && isYes(row.reconciliation)) {
      known.push(String(row.label));
    }
    labels.set(type, known);
  }
  return labels;
}

function isYes(value: string | number | null | undefined): boolean {
  return value !== null && value !== undefined && !/^(|0|no|n|off)$/i.test(String(value).trim());
}
