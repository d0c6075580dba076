import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InvalidInputError } from '@popis/errors';
import { describe, expect, test } from 'vitest';
import { readEnv } from '../env.ts';
import { toServedSources } from './served-sources.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'popis-served-'));
const paper = readFileSync(
  path.resolve(import.meta.dirname, '../../../../mappings/paper/configuration.xml'),
  'utf8',
);
const env = readEnv({
  INVENTORY_DATABASE_URL: 'postgres://u@h/inventory',
  CMDB_URL: 'http://cmdb',
  CMDB_TOKEN: 't',
});

function configuration(name: string, more: string): string {
  const file = path.join(folder, `${name}.xml`);
  writeFileSync(file, paper.replace('</configuration>', `${more}</configuration>`));
  return file;
}

describe('sources that are served', () => {
  test('are those of the files, each with its mapping and its schedule', () => {
    const first = configuration(
      'first',
      '<source><Name>site-a</Name><Mapping>ocs</Mapping></source><schedule><Cron>0 2 * * *</Cron><Zone>Europe/Belgrade</Zone></schedule>',
    );
    const second = configuration('second', '<source><Mapping>paper</Mapping></source>');

    const served = toServedSources([first, second], undefined, env);

    expect(served.map(({ source, mapping, schedule }) => [source, mapping.name, schedule])).toEqual([
      [
        'site-a',
        'ocs',
        { cron: '0 2 * * *', deltaCron: null, zone: 'Europe/Belgrade', jitterSeconds: 0, missed: 'run-once' },
      ],
      ['paper', 'paper', undefined],
    ]);
  });

  test('have the policy that a file beside the configuration says, which has to be there', () => {
    writeFileSync(path.join(folder, 'policy.json'), '{"approval": []}');
    const known = configuration('known', '<source><Policy>policy.json</Policy></source>');
    const gone = configuration('gone', '<source><Policy>gone.json</Policy></source>');

    expect(toServedSources([known], undefined, env)[0]?.policy).toEqual({
      file: path.join(folder, 'policy.json'),
      content: { approval: [] },
    });
    expect(() => toServedSources([gone], undefined, env)).toThrow(/The policy .*gone\.json cannot be read/);
  });

  test('are the one of the environment without a file', () => {
    expect(toServedSources([], undefined, env).map(({ source }) => source)).toEqual(['ocs']);
  });

  test.each([
    ['paper', /the mapping paper names no view of change marks in its views.json/],
    ['csv-people', /the mapping csv-people reads CSV files/],
  ])(
    'are refused when they are to read what has changed by the mapping %s, which cannot tell',
    (name, message) => {
      const times = '<schedule><Cron>0 2 * * *</Cron><DeltaCron>0 * * * *</DeltaCron></schedule>';
      const file = configuration(name, `<source><Mapping>${name}</Mapping></source>${times}`);

      expect(() => toServedSources([file], undefined, env)).toThrow(
        expect.objectContaining({
          faults: [{ path: 'configuration/schedule/DeltaCron', message: expect.stringMatching(message) }],
        }),
      );
    },
  );

  test('are refused when two files are of one, and with a mapping for all', () => {
    const files = ['third', 'fourth'].map((name) => configuration(name, ''));

    expect(() => toServedSources(files, undefined, env)).toThrow(InvalidInputError);
    expect(() => toServedSources(files, 'ocs', env)).toThrow('--mapping counts for one source');
  });
});
