import { InvalidInputError } from '@popis/errors';
import { describe, expect, test } from 'vitest';
import { findName, parseCmdbuildSchema } from './cmdbuild-schema.ts';

describe('cmdbuild-schema.xml', () => {
  test('lists classes and attributes in the spelling of the CMDB', () => {
    const xml = '<?xml version="1.0"?><CMDBUILD><Computer><Code/><OS/></Computer></CMDBUILD>';

    expect(parseCmdbuildSchema(xml, 's.xml')).toEqual([{ name: 'Computer', attributes: ['Code', 'OS'] }]);
  });

  test('gets all its faults at once', () => {
    const xml =
      '<CMDBUILD>\n<Computer><Code/><code/></Computer>\n<computer><A/></computer>\n<Memory/></CMDBUILD>';

    try {
      parseCmdbuildSchema(xml, 's.xml');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(error).toHaveProperty('faults', [
        { path: 's.xml:2', message: 'lists code of Computer twice' },
        { path: 's.xml:3', message: 'lists the class computer twice' },
        { path: 's.xml:4', message: 'lists no attribute of Memory' },
      ]);
    }
  });

  test.each(['<a/>', '<CMDBUILD/>', '<CMDBUILD><Computer></CMDBUILD>', ''])('refuses %s', (xml) => {
    expect(() => parseCmdbuildSchema(xml, 's.xml')).toThrow(InvalidInputError);
  });

  test('prefers a name in its own spelling', () => {
    expect(findName(['code', 'Code'], 'Code')).toBe('Code');
    expect(findName(['code'], ' CODE ')).toBe('code');
    expect(findName(['code'], 'type')).toBeUndefined();
  });
});
