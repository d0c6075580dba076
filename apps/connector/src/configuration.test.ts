import { readFileSync } from 'node:fs';
import path from 'node:path';
import { InvalidInputError } from '@popis/errors';
import { describe, expect, test } from 'vitest';
import { parseConfiguration } from './configuration.ts';

const sample = readFileSync(
  path.resolve(import.meta.dirname, '../../../mappings/paper/configuration.xml'),
  'utf8',
);

function faultsOf(xml: string) {
  try {
    parseConfiguration(xml, 'c.xml');
  } catch (error) {
    if (error instanceof InvalidInputError) return error.faults;
    throw error;
  }
  return [];
}

describe("the paper's configuration.xml", () => {
  test('is read unchanged', () => {
    expect(parseConfiguration(sample, 'c.xml')).toEqual({
      cmdb: { url: 'http://127.0.0.1:8080', username: 'admin', password: 'admin' },
      inventoryDatabaseUrl: 'mysql://ocs:ocs@127.0.0.1:3306/ocsweb',
    });
  });

  test('may have any signs in a password, and leading zeros', () => {
    const xml = sample
      .replace('<DbPassword>ocs</DbPassword>', '<DbPassword>p@ss/w:rd &amp; 0</DbPassword>')
      .replace('<Password>admin</Password>', '<Password>007</Password>');

    const { cmdb, inventoryDatabaseUrl } = parseConfiguration(xml, 'c.xml');

    expect(cmdb.password).toBe('007');
    expect(decodeURIComponent(new URL(inventoryDatabaseUrl).password)).toBe('p@ss/w:rd & 0');
  });

  test('may say https and postgresql', () => {
    const xml = sample
      .replace('<ServerAddress>127.0.0.1<', '<ServerAddress>https://cmdb.example.org<')
      .replace('<DbType>mysql<', '<DbType>PostgreSQL<');

    const { cmdb, inventoryDatabaseUrl } = parseConfiguration(xml, 'c.xml');

    expect(cmdb.url).toBe('https://cmdb.example.org:8080');
    expect(inventoryDatabaseUrl).toMatch(/^postgres:\/\//);
  });

  const withFolder = (elements: string) =>
    sample.replace(
      /<inventory>\s*<DbType>[\s\S]*<.inventory>/,
      `<inventory><DbType>CSV</DbType>${elements}</inventory>`,
    );

  test('may name a folder of CSV files in place of a database', () => {
    const elements =
      '<Folder>/srv/HR export</Folder><Encoding>Windows-1250</Encoding><Delimiter>semicolon</Delimiter><Files>employees.csv, sectors.csv</Files>';

    expect(parseConfiguration(withFolder(elements), 'c.xml').inventoryDatabaseUrl).toBe(
      'file:///srv/HR%20export?encoding=Windows-1250&delimiter=semicolon&files=employees.csv%2C+sectors.csv',
    );
  });

  test('gets the faults of a folder at once', () => {
    const elements = '<Folder>hr</Folder><Encoding>cp852</Encoding><Delimiter>|</Delimiter><Files>,</Files>';

    expect(faultsOf(withFolder(elements)).map(({ path: at, message }) => `${at} ${message}`)).toEqual([
      'configuration/inventory/Folder must be a path from the root',
      'configuration/inventory/Encoding must be one of utf-8, utf-16le, utf-16be, windows-1250, windows-1252',
      'configuration/inventory/Delimiter must be comma, semicolon or tab',
      'configuration/inventory/Files names no file',
    ]);
  });

  test('gets the faults of both sections at once', () => {
    const xml = `<configuration>
      <cmdbuild><ServerAddress/><ServerPort>http</ServerPort><Password>hush</Password></cmdbuild>
      <inventory><DbType>oracle</DbType><DbAddress>db</DbAddress><DbPort>0</DbPort><DbName>o</DbName><DbUser>u</DbUser></inventory>
    </configuration>`;

    const faults = faultsOf(xml);

    expect(faults).toEqual([
      { path: 'configuration/cmdbuild/ServerAddress', message: 'must not be empty' },
      { path: 'configuration/cmdbuild/ServerPort', message: 'must be a port from 1 to 65535' },
      { path: 'configuration/cmdbuild/Username', message: 'is missing' },
      { path: 'configuration/inventory/DbType', message: 'must be mysql, postgres or csv' },
      { path: 'configuration/inventory/DbPort', message: 'must be a port from 1 to 65535' },
      { path: 'configuration/inventory/DbPassword', message: 'is missing' },
    ]);
    expect(JSON.stringify(faults)).not.toContain('hush');
  });

  test('is refused with its line when it is not well-formed', () => {
    expect(faultsOf('<configuration>\n<cmdbuild></configuration>')[0]?.path).toBe('c.xml:2');
  });
});

describe('what a configuration says beyond the paper', () => {
  const withMore = (more: string) => sample.replace('</configuration>', `${more}</configuration>`);

  test('is the source, its mapping and when it is run', () => {
    const read = parseConfiguration(
      withMore(
        `<source><Name>site-a</Name><Mapping>ocs</Mapping></source>
         <schedule><Cron>15 22 * * 1-5</Cron><DeltaCron>*/15 6-20 * * *</DeltaCron><Zone>Europe/Belgrade</Zone><JitterSeconds>600</JitterSeconds><Missed>skip</Missed></schedule>`,
      ),
      'c.xml',
    );

    expect(read.source).toEqual({ name: 'site-a', mapping: 'ocs' });
    expect(read.schedule).toEqual({
      cron: '15 22 * * 1-5',
      deltaCron: '*/15 6-20 * * *',
      zone: 'Europe/Belgrade',
      jitterSeconds: 600,
      missed: 'skip',
    });
  });

  test('is the file of its policy, beside it', () => {
    const source = '<source><Name>site-a</Name><Policy> site-a.json </Policy></source>';

    expect(parseConfiguration(withMore(source), '/etc/popis/site-a.xml').source).toEqual({
      name: 'site-a',
      policy: '/etc/popis/site-a.json',
    });
  });

  test('is refused with the element and the fault, along with the others', () => {
    const xml = withMore('<schedule><Cron>61 2 * * *</Cron><Zone>Mars/Olympus</Zone></schedule>').replace(
      '<DbPort>3306</DbPort>',
      '<DbPort>none</DbPort>',
    );

    expect(faultsOf(xml)).toEqual([
      { path: 'configuration/inventory/DbPort', message: 'must be a port from 1 to 65535' },
      { path: 'configuration/schedule/Zone', message: expect.stringContaining('IANA') },
      { path: 'configuration/schedule/Cron', message: expect.stringContaining('minute: 61') },
    ]);
  });

  test.each<[string, string, string]>([
    ['no expression', '<schedule><Zone>UTC</Zone></schedule>', 'configuration/schedule/Cron'],
    ['words', '<schedule><Cron>nightly</Cron></schedule>', 'configuration/schedule/Cron'],
    [
      'deltas of words',
      '<schedule><Cron>0 2 * * *</Cron><DeltaCron>hourly</DeltaCron></schedule>',
      'configuration/schedule/DeltaCron',
    ],
    [
      'no times of deltas',
      '<schedule><Cron>0 2 * * *</Cron><DeltaCron/></schedule>',
      'configuration/schedule/DeltaCron',
    ],
    [
      'a jitter of words',
      '<schedule><Cron>0 2 * * *</Cron><JitterSeconds>some</JitterSeconds></schedule>',
      'configuration/schedule/JitterSeconds',
    ],
    [
      'another policy',
      '<schedule><Cron>0 2 * * *</Cron><Missed>never</Missed></schedule>',
      'configuration/schedule/Missed',
    ],
    ['an unknown element', '<schedule><Cron>0 2 * * *</Cron><When/></schedule>', 'configuration/schedule'],
  ])('is refused with %s', (_name, more, at) => {
    expect(faultsOf(withMore(more)).map((fault) => fault.path)).toEqual([at]);
  });
});
