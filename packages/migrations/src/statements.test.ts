import { expect, test } from 'vitest';
import { splitStatements } from './statements.ts';

test('statements are parted at semicolons, and the last needs none', () => {
  expect(splitStatements('CREATE TABLE a (id int);\n\nINSERT INTO a VALUES (1)')).toEqual([
    'CREATE TABLE a (id int)',
    'INSERT INTO a VALUES (1)',
  ]);
});

test('semicolons in quotes and comments part nothing', () => {
  const quoted = `INSERT INTO \`a;b\` VALUES ('it''s; so', "x\\";y", 'z\\';') -- one; line`;

  expect(splitStatements(`${quoted}\n; # a; b\n/* c; d */ SELECT 5 - -1 / 2;`)).toEqual([
    quoted,
    '# a; b\n/* c; d */ SELECT 5 - -1 / 2',
  ]);
});

test('comments alone are no statement, executable comments are one', () => {
  expect(splitStatements('-- nothing\n;\n/* nothing */;\n/*!40101 SET NAMES utf8 */;')).toEqual([
    '/*!40101 SET NAMES utf8 */',
  ]);
});

test('an unclosed quote loses nothing', () => {
  expect(splitStatements("SELECT 'a; b")).toEqual(["SELECT 'a", 'b']);
});
