import type { TestRecord } from './runs.ts';
import type { TestCmdb } from './test-cmdb.ts';

/** What a directory says of an organisation: who belongs to what, who heads it, and what is part of what. */
export const organisationMapping = {
  version: '1',
  classes: [
    { name: 'Employee', attributes: ['Code', 'Description', 'JobTitle', 'Sector'], master: true },
    { name: 'Sector', attributes: ['Code', 'Description', 'Head', 'Superior'], master: true },
  ],
};

export function employee(code: string, attributes: Record<string, unknown> = {}): TestRecord {
  return { class: 'Employee', key: { Code: code }, attributes: { Code: code, ...attributes } };
}

export function sector(code: string, attributes: Record<string, unknown> = {}): TestRecord {
  return { class: 'Sector', key: { Code: code }, attributes: { Code: code, ...attributes } };
}

const shown = [
  ['Employee', 'Sector', 'SectorEmployees', 'target_id', 'source_id'],
  ['Sector', 'Head', 'SectorHead', 'source_id', 'target_id'],
  ['Sector', 'Superior', 'SectorSectors', 'target_id', 'source_id'],
] as const;

/** Who shows whom: `S-2 Superior S-1`, in order. */
export async function readShown(cmdb: TestCmdb): Promise<string[]> {
  const found: string[] = [];
  for (const [, attribute, domain, near, far] of shown) {
    const rows = await cmdb.query<{ text: string }>(
      `SELECT concat_ws(' ', near.code, $2::text, far.code) AS text
       FROM relation JOIN domain ON domain.id = relation.domain_id AND domain.name = $1
       JOIN card AS near ON near.id = relation.${near} JOIN card AS far ON far.id = relation.${far}`,
      [domain, attribute],
    );
    found.push(...rows.map((row) => row.text));
  }
  return found.sort();
}

/** The relation that a reference attribute is, written as domain, source and target. */
export function pairOf(className: string, attribute: string, near: string, far: string): string | undefined {
  const found = shown.find((each) => each[0] === className && each[1] === attribute);
  if (found === undefined) return undefined;
  const [, , domain, nearEnd] = found;
  return nearEnd === 'source_id' ? `${domain} ${near} ${far}` : `${domain} ${far} ${near}`;
}
