import { expect, test } from 'vitest';
import { parseGroupDefinition } from './group-definition.ts';

test('the requests of a definition are read in their order', () => {
  const xml = '<xmldef><REQUEST>SELECT 1 WHERE a &lt; 2</REQUEST><REQUEST>SELECT 2</REQUEST></xmldef>';

  expect(parseGroupDefinition(xml)).toEqual({ accepted: true, value: ['SELECT 1 WHERE a < 2', 'SELECT 2'] });
});

test('what is no XML is refused', () => {
  expect(parseGroupDefinition('SELECT 1')).toEqual({ accepted: false, fault: 'malformed' });
  expect(parseGroupDefinition('<!DOCTYPE x><xmldef/>')).toEqual({ accepted: false, fault: 'doctype' });
});
