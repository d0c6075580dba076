import { describe, expect, test } from 'vitest';
import { fingerprintsOf, hasherOf, KeptRecords } from './fingerprints.ts';

const makers = { connector: '1.0', mapping: 'abc', names: { domains: ['ComputerMemory'] } };

describe('the hash of a document', () => {
  test('is the same for the same document', () => {
    expect(hasherOf(makers)('<inventory/>')).toBe(hasherOf({ ...makers })('<inventory/>'));
  });

  test.each([
    ['the document', makers, '<inventory></inventory>'],
    ['the connector', { ...makers, connector: '1.1' }, '<inventory/>'],
    ['the mapping', { ...makers, mapping: 'abd' }, '<inventory/>'],
    ['the names of the CMDB', { ...makers, names: { domains: ['computermemory'] } }, '<inventory/>'],
  ])('is another when %s is another', (_what, other, document) => {
    expect(hasherOf(other)(document)).not.toBe(hasherOf(makers)('<inventory/>'));
  });
});

describe('kept records', () => {
  const two = fingerprintsOf('abc', 2);

  test('are found when all that came of the document are kept', () => {
    expect(new KeptRecords(two.toReversed()).find('abc')).toEqual(two);
    expect(new KeptRecords(two).find('abd')).toBeUndefined();
  });

  test.each([0, 1])('are not found when record %i of two is missing', (missing) => {
    expect(new KeptRecords(two.toSpliced(missing, 1)).find('abc')).toBeUndefined();
  });

  test('of another way of naming them are nobody’s', () => {
    const kept = new KeptRecords(['abc', 'abc.1', 'abc.1/x', '']);

    expect(kept.size).toBe(0);
    expect(kept.find('abc')).toBeUndefined();
  });
});
