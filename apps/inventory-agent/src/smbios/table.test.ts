import { describe, expect, test } from 'vitest';
import { listExpansionSlots, listPortConnectors } from './connections.ts';
import { listMemorySlots } from './memory.ts';
import { listProcessors } from './processors.ts';
import { toSystemIdentity } from './system.ts';
import { numberAt, parseSmbiosTable, stringAt, toFirmwareValue } from './table.ts';

/** A structure: type, handle, fields after the header, strings. */
function structure(type: number, handle: number, fields: number[], strings: string[] = []): Buffer {
  const header = [type, fields.length + 4, handle & 0xff, handle >> 8];
  const text = strings.length === 0 ? '\0\0' : `${strings.join('\0')}\0\0`;
  return Buffer.concat([Buffer.from([...header, ...fields]), Buffer.from(text, 'latin1')]);
}

describe('a table', () => {
  test('is read structure by structure up to its end', () => {
    const table = Buffer.concat([
      structure(8, 0x10, [1, 0, 2, 0x0b, 0x1f], ['J1', 'LAN']),
      structure(32, 0x11, [0, 0]),
      structure(127, 0x12, []),
      Buffer.from('rubbish after the end'),
    ]);

    const structures = parseSmbiosTable(table);

    expect(structures.map(({ type, handle }) => [type, handle])).toEqual([
      [8, 0x10],
      [32, 0x11],
      [127, 0x12],
    ]);
    expect(structures[0]?.strings).toEqual(['J1', 'LAN']);
  });

  test('that is cut off gives what stands before the cut', () => {
    const table = Buffer.concat([structure(32, 1, [0, 0]), structure(17, 2, new Array(80).fill(0))]);

    expect(parseSmbiosTable(table.subarray(0, 40)).map(({ type }) => type)).toEqual([32]);
    expect(parseSmbiosTable(Buffer.from([17, 0, 0, 0, 1, 2, 3]))).toEqual([]);
    expect(parseSmbiosTable(Buffer.alloc(0))).toEqual([]);
  });

  test('of any bytes is read without an error', () => {
    for (let seed = 0; seed < 300; seed += 1) {
      const bytes = Buffer.alloc(200);
      for (let at = 0; at < bytes.length; at += 1)
        bytes[at] = (seed * 31 + at * at * 7 + (at % 13) * seed) & 0xff;
      const structures = parseSmbiosTable(bytes);
      toSystemIdentity(structures);
      listMemorySlots(structures);
      listProcessors(structures);
      listExpansionSlots(structures);
      listPortConnectors(structures);
    }
  });

  test('has no value where an older version of the standard has no field', () => {
    const [old] = parseSmbiosTable(structure(1, 0, [1, 2], ['Maker', 'Model']));

    expect(old && numberAt(old, 0x20, 2)).toBeUndefined();
    expect(old && stringAt(old, 0x19)).toBeUndefined();
  });
});

describe('a firmware value', () => {
  test.each([
    'To Be Filled By O.E.M.',
    'Not Specified',
    'Default string',
    'System Serial Number',
    'None',
    '   ',
    '0000000',
    'SerNum0',
    'Chassis Serial Number',
    'No Asset Tag',
    'A1_AssetTagNum0',
  ])('%j says that nobody filled it in', (phrase) => {
    expect(toFirmwareValue(phrase)).toBeUndefined();
  });

  test.each(['ASSET-20417', 'PF1A2B3C', 'None Such Ltd', 'Type 11', '0417'])('%j is kept', (value) => {
    expect(toFirmwareValue(` ${value} `)).toBe(value);
  });
});

describe('the identity of a system', () => {
  const uuid = [...Buffer.from('33221100554477668899aabbccddeeff', 'hex')];

  test('has the UUID in the order people write it', () => {
    const table = structure(1, 0, [1, 2, 3, 4, ...uuid, 6], ['Maker', 'Model', 'v1', 'SN-1']);

    expect(toSystemIdentity(parseSmbiosTable(table))).toMatchObject({
      manufacturer: 'Maker',
      product: 'Model',
      version: 'v1',
      serial: 'SN-1',
      uuid: '00112233-4455-6677-8899-aabbccddeeff',
    });
  });

  test.each([0x00, 0xff])('has no UUID when all its bytes are %i', (byte) => {
    const table = structure(1, 0, [0, 0, 0, 0, ...new Array(16).fill(byte), 6]);

    expect(toSystemIdentity(parseSmbiosTable(table)).uuid).toBeUndefined();
  });

  test('knows the chassis although it can be locked', () => {
    const table = structure(3, 0, [0, 0x80 | 10, 0, 0, 1], ['TAG-7']);

    expect(toSystemIdentity(parseSmbiosTable(table))).toMatchObject({
      chassisType: 'Notebook',
      chassisAssetTag: 'TAG-7',
    });
  });
});

describe('a memory slot', () => {
  /** Type 17 of 2.8: size at 0Ch, extended size at 1Ch. */
  const device = (size: number, extended = 0) => {
    const fields = new Array(0x24).fill(0);
    fields[0x0c - 4] = size & 0xff;
    fields[0x0d - 4] = size >> 8;
    for (let byte = 0; byte < 4; byte += 1) fields[0x1c - 4 + byte] = (extended >> (8 * byte)) & 0xff;
    fields[0x12 - 4] = 0x22;
    return structure(17, 1, fields);
  };

  test.each([
    ['none', 0, 0, 0],
    ['unknown', 0xffff, 0, 0],
    ['MiB', 8192, 0, 8192],
    ['KiB', 0x8000 | 2048, 0, 2],
    ['the extended field', 0x7fff, 65536, 65536],
  ])('with a size given as %s', (_, size, extended, expected) => {
    const [slot] = listMemorySlots(parseSmbiosTable(device(size, extended)));

    expect(slot?.sizeMiB).toBe(expected);
    expect(slot?.type).toBe(expected === 0 ? undefined : 'DDR5');
  });
});

describe('a processor', () => {
  const socket = (status: number, voltage: number, cores = 8, wide = 0) => {
    const fields = new Array(0x30 - 4).fill(0);
    fields[0] = 1;
    fields[0x11 - 4] = voltage;
    fields[0x18 - 4] = status;
    fields[0x23 - 4] = cores;
    fields[0x2a - 4] = wide & 0xff;
    fields[0x2b - 4] = wide >> 8;
    return structure(4, 1, fields, ['CPU1']);
  };

  test('is one only where the socket is filled', () => {
    expect(listProcessors(parseSmbiosTable(socket(0x01, 0x8c)))).toEqual([]);
  });

  test.each([
    [0x8c, '1.2'],
    [0x02, '3.3'],
    [0x00, undefined],
  ])('with voltage code %i', (code, expected) => {
    expect(listProcessors(parseSmbiosTable(socket(0x41, code)))[0]?.voltage).toBe(expected);
  });

  test('with more cores than a byte counts', () => {
    expect(listProcessors(parseSmbiosTable(socket(0x41, 0x8c, 0xff, 300)))[0]?.cores).toBe(300);
  });
});

describe('an expansion slot', () => {
  const slot = (code: number, bus: number, deviceFunction: number) =>
    structure(9, 1, [1, code, 0x0d, 4, 4, 1, 0, 0, 0, 0, 0, bus, deviceFunction], ['SLOT1']);

  test.each([
    [0xa5, 'PCI Express'],
    [0xaa, 'PCI Express x16'],
    [0xb6, 'PCI Express 3 x16'],
    [0xb8, 'PCI Express 4'],
    [0xc3, 'PCI Express 5 x16'],
    [0x06, 'PCI'],
    [0x02, undefined],
  ])('of type %i', (code, expected) => {
    expect(listExpansionSlots(parseSmbiosTable(slot(code, 1, 0)))[0]?.type).toBe(expected);
  });

  test('has an address where it is on a PCI bus', () => {
    const [onBus] = listExpansionSlots(parseSmbiosTable(slot(0xb6, 0x3c, 0x0a)));
    const [elsewhere] = listExpansionSlots(parseSmbiosTable(slot(0x07, 0xff, 0xff)));

    expect(onBus?.address).toBe('0000:3c:01.2');
    expect(elsewhere?.address).toBeUndefined();
  });
});
