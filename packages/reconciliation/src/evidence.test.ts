import { describe, expect, test } from 'vitest';
import { contradicts, mayBeSameHardware, toUsableEvidence } from './evidence.ts';

const UUID_A = '4C4C4544-0042-3610-8052-B4C04F4E5631';
const UUID_B = '4C4C4544-0043-4A10-8058-C7C04F503332';

describe('usable evidence', () => {
  test.each([
    'To Be Filled By O.E.M.',
    'Default string',
    'None',
    '0',
    'System Serial Number',
    'xxxxxxxx',
    '00000000',
    '........',
    '   ',
  ])('the serial number %j says nothing', (serial) => {
    expect(toUsableEvidence({ serial }).serial).toBeNull();
  });

  test.each([
    '00000000-0000-0000-0000-000000000000',
    'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '03000200-0400-0500-0006-000700080009',
    'Not Settable',
  ])('the UUID %j says nothing', (uuid) => {
    expect(toUsableEvidence({ uuid }).uuid).toBeNull();
  });

  test('is the same however it is written', () => {
    const one = toUsableEvidence({ serial: ' cz3 1200 ', uuid: UUID_A, macs: ['00:1a:2b:3c:4d:5e'] });
    const other = toUsableEvidence({
      serial: 'CZ3  1200',
      uuid: `{${UUID_A.toLowerCase()}}`,
      macs: ['00-1A-2B-3C-4D-5E', '00:00:00:00:00:00'],
    });

    expect(other).toEqual(one);
  });
});

describe('contradicting evidence', () => {
  const known = toUsableEvidence({ serial: 'S-1', uuid: UUID_A });

  test('is when serial number and UUID both differ', () => {
    expect(contradicts(known, toUsableEvidence({ serial: 'S-2', uuid: UUID_B }))).toBe(true);
  });

  test('is not when one of them agrees, as after a board swap', () => {
    expect(contradicts(known, toUsableEvidence({ serial: 'S-1', uuid: UUID_B }))).toBe(false);
  });

  test('is not when one of them is unknown', () => {
    expect(contradicts(known, toUsableEvidence({ serial: 'S-2', uuid: 'None' }))).toBe(false);
  });
});

describe('evidence that may mean the same machine', () => {
  test('agrees somewhere', () => {
    const a = toUsableEvidence({ serial: 'S-1', macs: ['00:1a:2b:3c:4d:5e'] });
    const b = toUsableEvidence({ serial: 'S-2', macs: ['00:1a:2b:3c:4d:5e'] });

    expect(mayBeSameHardware(a, b)).toBe(true);
  });

  test('or cannot be compared', () => {
    expect(mayBeSameHardware(toUsableEvidence({ serial: 'S-1' }), toUsableEvidence({ uuid: UUID_A }))).toBe(
      true,
    );
  });

  test('but not when all that can be compared differs', () => {
    expect(mayBeSameHardware(toUsableEvidence({ serial: 'S-1' }), toUsableEvidence({ serial: 'S-2' }))).toBe(
      false,
    );
  });
});
