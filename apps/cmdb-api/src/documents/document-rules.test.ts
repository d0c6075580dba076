import { InvalidInputError } from '@popis/errors';
import { describe, expect, test } from 'vitest';
import { checkCategory, checkSameExtension } from './document-rules.ts';

const lookup = {
  name: 'DocumentCategory',
  label: 'Document category',
  values: [
    { code: 'contract', label: 'Contract', position: 0, active: true },
    { code: 'fax', label: 'Fax', position: 10, active: false },
  ],
};

describe('the category of a document', () => {
  test('may be left out', () => {
    expect(() => checkCategory(undefined, lookup)).not.toThrow();
    expect(() => checkCategory(undefined, undefined)).not.toThrow();
  });

  test('must be a value in use', () => {
    expect(() => checkCategory('contract', lookup)).not.toThrow();
    expect(() => checkCategory('fax', lookup)).toThrow('must be one of: contract');
    expect(() => checkCategory('contract', undefined)).toThrow(InvalidInputError);
  });
});

describe('a new version', () => {
  test.each([
    ['contract.pdf', 'contract (signed).PDF'],
    ['README', 'LICENSE'],
  ])('of %j may come from %j', (document, file) => {
    expect(() => checkSameExtension(document, file)).not.toThrow();
  });

  test.each([
    ['contract.pdf', 'contract.docx', 'a .pdf file'],
    ['README', 'readme.md', 'a file without an extension'],
  ])('of %j may not come from %j', (document, file, kind) => {
    expect(() => checkSameExtension(document, file)).toThrow(kind);
  });
});
