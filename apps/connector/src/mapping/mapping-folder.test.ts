import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InvalidInputError } from '@popis/errors';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadMapping } from './mapping-folder.ts';

function sheet(body: string): string {
  return `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">${body}</xsl:stylesheet>`;
}

const base = {
  'transform.xsl': sheet(
    '<xsl:include href="more.xsl"/><xsl:template match="/"><PC key="Code"><Code/></PC></xsl:template>',
  ),
  'more.xsl': sheet('<xsl:template name="more"/>'),
  'cmdbuild-schema.xml': '<CMDBUILD><PC><Code/><Name/></PC></CMDBUILD>',
};
const extending = {
  'mapping.json': '{"extends":"base"}',
  'more.xsl': sheet(
    '<xsl:template name="more"><Disk domain="PCDisk" identify="Code"><Code/></Disk></xsl:template>',
  ),
  'cmdbuild-schema.xml': '<CMDBUILD><PC><Serial/><name/></PC><Disk><Code/></Disk></CMDBUILD>',
};
let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'popis-mappings-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(name: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(path.join(root, name), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(root, name, file), text);
  return path.join(root, name);
}

function faultsOf(folder: string): readonly { path: string; message: string }[] {
  try {
    loadMapping(folder);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.faults;
    throw error;
  }
  return [];
}

describe('a mapping that extends another', () => {
  test('takes from it the files that it lacks, and adds to its list of classes', () => {
    write('base', base);

    const mapping = loadMapping(write('more', extending));

    expect(mapping.classes).toEqual([
      { name: 'PC', attributes: ['Code', 'Name', 'Serial'] },
      { name: 'Disk', attributes: ['Code'] },
    ]);
    expect(mapping.described.map((each) => [each.name, each.master, each.domain])).toEqual([
      ['PC', true, undefined],
      ['Disk', false, 'PCDisk'],
    ]);
    expect(mapping.name).toBe('more');
  });

  test('has another version when a file of either changes', () => {
    write('base', base);
    const folder = write('more', extending);
    const versions = [loadMapping(folder).version];

    write('base', { 'transform.xsl': base['transform.xsl'].replace('<Code/>', '<Code>1</Code>') });
    versions.push(loadMapping(folder).version);
    write('more', { 'more.xsl': `${extending['more.xsl']}<!-- -->` });
    versions.push(loadMapping(folder).version);

    expect(new Set(versions).size).toBe(3);
  });

  test('leaves the version of a mapping that extends nothing as its own files say', () => {
    const folder = write('base', base);
    const alone = loadMapping(folder).version;

    write('more', extending);

    expect(loadMapping(folder).version).toBe(alone);
  });

  test('finds those that come with Popis, wherever it lies', () => {
    const folder = write('ours', { 'mapping.json': '{"extends":"ocs"}' });

    expect(loadMapping(folder).classes.map((each) => each.name)).toEqual([
      'Computer',
      'Memory',
      'Storage',
      'Monitor',
    ]);
  });

  test.each([
    ['{"extends":"../base"}', 'extends must be the name of a folder'],
    ['{"extends":"/etc"}', 'extends must be the name of a folder'],
    ['{"extends":"nosuch"}', 'extends nosuch, which is no mapping'],
    ['{"extend":"base"}', 'extends'],
    ['{', 'is no JSON'],
  ])('refuses %s', (text, message) => {
    write('base', base);
    const folder = write('more', { ...extending, 'mapping.json': text });

    const faults = faultsOf(folder);

    expect(faults[0]).toMatchObject({ path: 'mapping.json', message: expect.stringContaining(message) });
  });

  test('does not go in circles', () => {
    write('a', { ...base, 'mapping.json': '{"extends":"b"}' });
    const folder = write('b', { ...base, 'mapping.json': '{"extends":"a"}' });

    expect(faultsOf(folder)[0]?.message).toContain('extends goes in a circle');
  });

  test('has faults of its cards with the file that they stand in', () => {
    write('base', base);
    const more = sheet('\n<xsl:template name="more">\n<Disk domain="{$d}" identify="Code"/></xsl:template>');
    const folder = write('more', { ...extending, 'more.xsl': more });

    expect(faultsOf(folder)).toEqual([
      { path: 'more.xsl:3', message: 'domain="{$d}" of Disk must be written out' },
    ]);
  });

  test('tells a class of cards that are only referred to apart from the same class as a master', () => {
    write('base', base);
    const guest = '<PC domain="PCGuests" domaindirection="directed" isreference="true" identify="Code"/>';
    const folder = write('more', {
      ...extending,
      'more.xsl': sheet(`<xsl:template name="more">${guest}</xsl:template>`),
    });

    expect(loadMapping(folder).described.filter(({ name }) => name === 'PC')).toEqual([
      expect.objectContaining({ name: 'PC', master: true }),
      { name: 'PC', attributes: ['Code'], master: false, domain: 'PCGuests', refers: 'directed' },
    ]);
  });

  test('cannot include from outside either folder', () => {
    write('base', base);
    const folder = write('more', { ...extending, 'more.xsl': sheet('<xsl:include href="../base/x.xsl"/>') });

    expect(faultsOf(folder)[0]).toMatchObject({
      path: 'more.xsl:1',
      message: expect.stringContaining('is refused'),
    });
  });
});
