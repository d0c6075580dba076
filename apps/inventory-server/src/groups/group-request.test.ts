import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readGroupRequest } from './group-request.ts';

const readable = new Set(['hardware', 'bios', 'software', 'software_name', 'accountinfo']);

function read(text: string, dialect: 'postgres' | 'mysql' = 'mysql') {
  return readGroupRequest(text, readable, dialect);
}

test('a request of the console is rebuilt with its values bound', () => {
  const text =
    "select distinct ID from hardware where deviceid <> '_SYSTEMGROUP_' and NAME like '%O''Neil\\\\%' and MEMORY >= 4096";

  expect(read(text)).toEqual({
    accepted: true,
    value: {
      sql: 'SELECT DISTINCT id FROM hardware WHERE deviceid <> ? AND name LIKE ? AND memory >= 4096',
      values: ['_SYSTEMGROUP_', "%O'Neil\\%"],
    },
  });
});

test('PostgreSQL gets words that tell no capitals apart', () => {
  const text = 'SELECT `HARDWARE_ID` FROM bios WHERE SMODEL LIKE "opti%" AND SSN REGEXP \'^A\'';

  expect(read(text, 'postgres')).toEqual({
    accepted: true,
    value: {
      sql: 'SELECT hardware_id FROM bios WHERE smodel ILIKE ? AND ssn ~* ?',
      values: ['opti%', '^A'],
    },
  });
});

test.each([
  'SELECT h.ID FROM hardware h LEFT JOIN bios AS b ON b.HARDWARE_ID = h.ID WHERE b.SSN IS NOT NULL',
  'SELECT hardware.ID FROM hardware, bios WHERE bios.hardware_id = hardware.id',
  "SELECT ID FROM hardware WHERE ID NOT IN (SELECT HARDWARE_ID FROM software WHERE NAME_ID IN (SELECT ID FROM software_name WHERE NAME = 'x'))",
  'SELECT HARDWARE_ID FROM bios GROUP BY HARDWARE_ID HAVING COUNT(*) > 1',
  'SELECT ID FROM hardware WHERE LASTDATE < DATE_SUB(NOW(), INTERVAL 30 DAY)',
  'SELECT ID FROM hardware WHERE (MEMORY + SWAP) / 2 > 1.5',
])('%s is run', (text) => {
  expect(read(text)).toMatchObject({ accepted: true });
});

test.each([
  ['DELETE FROM hardware', 'no SELECT'],
  ['', 'no SELECT'],
  ['SELECT ID FROM hardware; DROP TABLE hardware', 'signs'],
  ['SELECT ID FROM hardware -- x', 'signs'],
  ['SELECT ID FROM hardware /* x */', 'signs'],
  ['SELECT ID FROM hardware # x', 'signs'],
  ['SELECT @@version', 'signs'],
  ["SELECT 'open", 'signs'],
  ['SELECT ID FROM hardware WHERE ID = $1', 'signs'],
  ['SELECT ID FROM hardware WHERE ID = ?', 'signs'],
  ['SELECT ID FROM hardware UNION SELECT ID FROM bios', 'says union'],
  ["SELECT ID FROM hardware INTO OUTFILE 'x'", 'says into'],
  ['SELECT ID FROM hardware FOR UPDATE', 'says for'],
  ['SELECT ID FROM hardware LOCK IN SHARE MODE', 'says lock'],
  ['SELECT ID FROM hardware PROCEDURE ANALYSE()', 'says procedure'],
  ['SELECT 1 FROM hardware SELECT 2', 'second SELECT'],
  ['SELECT SLEEP(10) FROM hardware', 'calls sleep'],
  ['SELECT LOAD_FILE(0x41) FROM hardware', 'calls load_file'],
  ['SELECT pg_sleep(10)', 'calls pg_sleep'],
  ['SELECT `benchmark`(1, 2)', 'calls benchmark'],
  ['SELECT ID FROM operators', 'reads operators'],
  ['SELECT ID FROM hardware, operators', 'reads operators'],
  ['SELECT ID FROM hardware h JOIN bios b ON b.hardware_id = h.id, operators o', 'reads operators'],
  ['SELECT ID FROM hardware WHERE ID IN (SELECT 1 FROM config)', 'reads config'],
  ['SELECT ID FROM (operators)', 'parentheses'],
  ['SELECT ID FROM hardware JOIN (operators) ON 1 = 1', 'parentheses'],
  ['SELECT ID FROM hardware, (operators)', 'parentheses'],
  ['SELECT ID FROM ((operators))', 'parentheses'],
  ['SELECT ID FROM hardware STRAIGHT_JOIN operators', 'says straight_join'],
  ['SELECT ID FROM hardware CROSS JOIN operators', 'reads operators'],
  ['SELECT ID FROM ONLY operators', 'reads only'],
  ['SELECT usename FROM pg_shadow', 'reads pg_shadow'],
  ['SELECT user FROM mysql.user', 'reads mysql'],
  ['SELECT mysql.user.password FROM hardware', 'reads mysql'],
  ['SELECT hardware.x.y FROM hardware', 'another database'],
  ['SELECT ID FROM hardware WHERE (ID = 1', 'parentheses'],
  ['SELECT ID FROM hardware) WHERE (ID = 1', 'parentheses'],
  [`SELECT ID FROM hardware WHERE NAME = '${'x'.repeat(20_001)}'`, 'signs'],
])('%s is not', (text, reason) => {
  const outcome = read(text);

  expect(outcome).toMatchObject({ accepted: false, reason: expect.stringContaining(reason) });
});

test('whatever is accepted has its texts bound, and neither comments, variables nor a second statement', () => {
  const word = fc.constantFrom(
    ...'select from where and or not in like null id name hardware bios operators join on union into sleep'.split(
      ' ',
    ),
  );
  const piece = fc.oneof(
    word,
    fc.constantFrom(...'( ) , . ; -- /* */ @ = <> \' " ` # $1 ? \\ 0x1 1.5'.split(' ')),
    fc.string().map((text) => `'${text}'`),
    fc.string(),
  );

  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const outcome = read(`SELECT ID FROM hardware WHERE ${pieces.join(' ')}`);

      if (outcome.accepted) {
        const { sql, values } = outcome.value;
        expect(sql).not.toMatch(/[;@#$'"`\\]|--|\/\*|\b(?:union|into|operators)\b|\bsleep \(/i);
        expect(sql.split('?')).toHaveLength(values.length + 1);
      }
    }),
  );
});
