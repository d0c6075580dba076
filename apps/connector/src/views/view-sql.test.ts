import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findMissingSources, listSources, listViewColumns } from './view-sql.ts';

const views = path.resolve(import.meta.dirname, '../../../../views');
const sql = `-- FROM nothing n
CREATE OR REPLACE VIEW popis_device (device, tag)
AS
SELECT h.ID, a.TAG
FROM hardware h
LEFT JOIN accountinfo a ON a.HARDWARE_ID = h.ID
WHERE h.DEVICEID <> 'x.y';
`;

test('the columns of a view and what it reads are found in its SQL', () => {
  expect(listViewColumns(sql)).toEqual(['device', 'tag']);
  expect(listViewColumns('CREATE VIEW v AS SELECT 1')).toEqual([]);
  expect([...listSources(sql)].map(([table, columns]) => [table, [...columns]])).toEqual([
    ['hardware', ['ID', 'DEVICEID']],
    ['accountinfo', ['TAG', 'HARDWARE_ID']],
  ]);
});

test('a missing column and a missing table are named, whatever the case', () => {
  const found = new Map([['hardware', ['id', 'NAME']]]);

  expect(findMissingSources(sql, found)).toEqual([
    { table: 'hardware', column: 'DEVICEID' },
    { table: 'accountinfo' },
  ]);
});

describe('every view of both dialects', () => {
  const folders = ['ocs', 'ocs-full'].flatMap((mapping) =>
    ['mysql', 'postgres'].map((dialect) => path.join(views, mapping, dialect)),
  );

  test.each(folders)('in %s lists its columns, and as many as the other dialect', (folder) => {
    const other = folder
      .replace(/mysql$/, 'other')
      .replace(/postgres$/, 'mysql')
      .replace(/other$/, 'postgres');
    for (const file of readdirSync(folder)) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      const columns = listViewColumns(text);
      expect(columns.length, file).toBeGreaterThan(1);
      expect(listViewColumns(readFileSync(path.join(other, file), 'utf8')), file).toEqual(columns);
      for (const [table, sources] of listSources(text))
        expect(sources.size, `${file} ${table}`).toBeGreaterThan(0);
    }
  });
});
