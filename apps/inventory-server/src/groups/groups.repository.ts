import type { Dialect, Statements } from '../database/database.ts';

/** A group and how its devices are found: by a request, by several of them in XML, or by hand alone. */
export interface Group {
  id: number;
  request: string;
  definition: string;
  /** Unix seconds from which its cache ages. */
  revalidateFrom: number;
}

/** Every group and since when its cache ages. */
export async function listGroups(statements: Statements, dialect: Dialect): Promise<Group[]> {
  const rows = await statements.query(
    `SELECT g.hardware_id AS id, g.request AS request, g.xmldef AS xmldef, g.revalidate_from AS revalidate_from
     FROM ${dialect.table('groups')} g ORDER BY g.hardware_id`,
  );
  return rows.map((row) => ({
    id: Number(row.id),
    request: toText(row.request),
    definition: toText(row.xmldef),
    revalidateFrom: Number(row.revalidate_from ?? 0),
  }));
}

/** A console writes NULL as a word, too. */
function toText(value: string | number | null | undefined): string {
  const text = String(value ?? '');
  return text === 'NULL' ? '' : text;
}

/** Claims the renewal of a group's cache; false when somebody has renewed it since. */
export async function claimRenewal(
  statements: Statements,
  dialect: Dialect,
  group: Group,
  renewal: { at: number; revalidateFrom: number },
): Promise<boolean> {
  const [row] = await statements.query(
    `SELECT g.revalidate_from AS revalidate_from FROM ${dialect.table('groups')} g WHERE g.hardware_id = ? FOR UPDATE`,
    [group.id],
  );
  if (row === undefined || Number(row.revalidate_from ?? 0) !== group.revalidateFrom) {
    return false;
  }
  await statements.query(
    `UPDATE ${dialect.table('groups')} SET create_time = ?, revalidate_from = ? WHERE hardware_id = ?`,
    [renewal.at, renewal.revalidateFrom, group.id],
  );
  return true;
}

/** Those of these ids that are devices, and no groups themselves. */
export async function listDeviceIds(
  statements: Statements,
  dialect: Dialect,
  ids: readonly number[],
): Promise<number[]> {
  const rows = await statements.query(
    `SELECT h.id AS id FROM hardware h
     WHERE ${dialect.isAnyOf('h.id')} AND h.deviceid NOT IN ('_SYSTEMGROUP_', '_DOWNLOADGROUP_')`,
    [ids],
  );
  return rows.map((row) => Number(row.id));
}

/** Makes these the computed members of a group; whom people put in or out (1, 2) stays as they said. */
export async function replaceMembers(
  statements: Statements,
  groupId: number,
  deviceIds: readonly number[],
): Promise<void> {
  const kept = await statements.query(
    'SELECT g.hardware_id AS id, g.static AS static FROM groups_cache g WHERE g.group_id = ?',
    [groupId],
  );
  const decided = new Set<number>();
  const computed = new Set<number>();
  for (const row of kept) {
    (Number(row.static ?? 0) === 0 ? computed : decided).add(Number(row.id));
  }
  const wanted = new Set(deviceIds);
  const added = deviceIds.filter((id) => !decided.has(id) && !computed.has(id));
  if ([...computed].some((id) => !wanted.has(id))) {
    await statements.query('DELETE FROM groups_cache WHERE group_id = ? AND static = 0', [groupId]);
    added.push(...deviceIds.filter((id) => computed.has(id)));
  }
  if (added.length > 0) {
    await statements.insertBatch({
      table: 'groups_cache',
      columns: [
        { name: 'hardware_id', type: 'integer' },
        { name: 'group_id', type: 'integer' },
        { name: 'static', type: 'integer' },
      ],
      rows: added.map((id) => [id, groupId, 0]),
    });
  }
}
