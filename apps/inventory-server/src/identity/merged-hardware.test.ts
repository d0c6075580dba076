import { describe, expect, test } from 'vitest';
import { mergeHardware, partHardware } from './merged-hardware.ts';

const kept = { id: 1, deviceid: 'a', name: 'old', quality: 2, fidelity: 9, checksum: 2 ** 40, userid: 'ana' };
const other = { id: 2, deviceid: 'b', name: 'new', quality: 1, fidelity: 3, checksum: 5, userid: null };

describe('what hardware says of two devices', () => {
  test('as one: what the other says, what is known of the kept one, and the bits of both', () => {
    expect(mergeHardware(kept, other)).toEqual({
      ...{ id: 1, deviceid: 'b', name: 'new', quality: 2, fidelity: 9 },
      ...{ checksum: 2 ** 40 + 5, userid: 'ana' },
    });
  });

  test('as two again without a report since: what the other was', () => {
    expect(partHardware(mergeHardware(kept, other), kept, other)).toEqual(other);
  });

  test('as two again after a report: what it said, and no bit of CHECKSUM is lost', () => {
    const current = { ...mergeHardware(kept, other), name: 'newer', checksum: 8, userid: 'jovan' };

    expect(partHardware(current, kept, other)).toEqual({
      ...other,
      ...{ name: 'newer', checksum: 13, userid: 'jovan' },
    });
  });
});
