import type { AnswerOf, InputOf, Operations } from '@popis/inventory-administration';
import { readCursor, writeCursor } from '../admin/cursor.ts';
import type { Dialect, Statements } from '../database/database.ts';

type GroupItem = AnswerOf<Operations['listGroups']>['items'][number];
type MemberPage = AnswerOf<Operations['listGroupMembers']>;

const MEMBERSHIPS = ['computed', 'included', 'excluded'] as const;
export type Membership = (typeof MEMBERSHIPS)[number];

/** Groups with how many devices are in them; all of them, or one. */
export async function listGroupItems(
  statements: Statements,
  dialect: Dialect,
  id?: number,
): Promise<GroupItem[]> {
  const rows = await statements.query(
    `SELECT h.id AS id, h.name AS name, h.description AS description, g.request AS request, g.xmldef AS xmldef,
       g.create_time AS create_time,
       (SELECT COUNT(*) FROM groups_cache c WHERE c.group_id = h.id AND c.static IN (0, 1)) AS members
     FROM ${dialect.table('groups')} g JOIN hardware h ON h.id = g.hardware_id
     ${id === undefined ? '' : 'WHERE h.id = ?'} ORDER BY h.name, h.id`,
    id === undefined ? [] : [id],
  );
  return rows.map((row) => ({
    id: Number(row.id),
    name: row.name === null ? null : String(row.name),
    description: row.description === null ? null : String(row.description),
    isDynamic: [row.request, row.xmldef].some((text) => !['', 'NULL'].includes(String(text ?? ''))),
    members: Number(row.members),
    computedAt:
      Number(row.create_time ?? 0) > 0 ? new Date(Number(row.create_time) * 1000).toISOString() : null,
  }));
}

/** Makes a group without a request, as OCS's console does. */
export async function insertGroup(
  statements: Statements,
  dialect: Dialect,
  group: { name: string; description: string },
): Promise<number> {
  const id = await statements.insertOne('hardware', { deviceid: '_SYSTEMGROUP_', ...group });
  await statements.query(`UPDATE hardware SET lastdate = ${dialect.now} WHERE id = ?`, [id]);
  await statements.query(
    `INSERT INTO ${dialect.table('groups')} (hardware_id, request, create_time, revalidate_from, xmldef)
     VALUES (?, '', 0, 0, '')`,
    [id],
  );
  return id;
}

/** A page of the devices of a group. */
export async function listMembers(
  statements: Statements,
  groupId: number,
  { limit, cursor }: InputOf<Operations['listGroupMembers']>['query'],
): Promise<MemberPage> {
  const from = `FROM groups_cache c JOIN hardware h ON h.id = c.hardware_id WHERE c.group_id = ?`;
  const [counted] = await statements.query(`SELECT COUNT(*) AS n ${from}`, [groupId]);
  const after = readCursor(cursor, ['number'])?.[0] ?? 0;
  const rows = await statements.query(
    `SELECT h.id AS id, h.deviceid AS deviceid, h.name AS name, c.static AS static ${from} AND h.id > ?
     ORDER BY h.id LIMIT ?`,
    [groupId, after, String(limit + 1)],
  );
  const items = rows.slice(0, limit).map((row) => ({
    id: Number(row.id),
    deviceId: String(row.deviceid),
    name: row.name === null ? null : String(row.name),
    membership: MEMBERSHIPS[Number(row.static ?? 0)] ?? 'computed',
  }));
  const last = items.at(-1);
  const next = rows.length > items.length && last !== undefined ? writeCursor([last.id]) : null;
  return { items, total: Number(counted?.n), next };
}

/** Says of a device that it is in a group or kept out of it. */
export async function writeMember(
  statements: Statements,
  groupId: number,
  deviceId: number,
  membership: Exclude<Membership, 'computed'>,
): Promise<void> {
  await deleteMember(statements, groupId, deviceId);
  await statements.query('INSERT INTO groups_cache (hardware_id, group_id, static) VALUES (?, ?, ?)', [
    deviceId,
    groupId,
    MEMBERSHIPS.indexOf(membership),
  ]);
}

export async function deleteMember(statements: Statements, groupId: number, deviceId: number): Promise<void> {
  await statements.query('DELETE FROM groups_cache WHERE group_id = ? AND hardware_id = ?', [
    groupId,
    deviceId,
  ]);
}

/** Lets a group be computed anew at the next contact. */
export async function expireGroup(statements: Statements, dialect: Dialect, groupId: number): Promise<void> {
  await statements.query(`UPDATE ${dialect.table('groups')} SET revalidate_from = 0 WHERE hardware_id = ?`, [
    groupId,
  ]);
}
