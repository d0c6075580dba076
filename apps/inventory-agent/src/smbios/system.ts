import { numberAt, type SmbiosStructure, stringAt, structuresOf } from './table.ts';

/** Who made the machine and which one it is: types 0 to 3 of DSP0134. */
export interface SystemIdentity {
  biosVendor?: string;
  biosVersion?: string;
  biosDate?: string;
  manufacturer?: string;
  product?: string;
  version?: string;
  serial?: string;
  uuid?: string;
  boardManufacturer?: string;
  boardProduct?: string;
  boardSerial?: string;
  boardAssetTag?: string;
  chassisType?: string;
  chassisAssetTag?: string;
}

/** Type 3, offset 05h: "System Enclosure or Chassis Types". */
const chassisTypes: readonly string[] =
  '|||Desktop|Low Profile Desktop|Pizza Box|Mini Tower|Tower|Portable|Laptop|Notebook|Hand Held|Docking Station|All In One|Sub Notebook|Space-saving|Lunch Box|Main Server Chassis|Expansion Chassis|Sub Chassis|Bus Expansion Chassis|Peripheral Chassis|RAID Chassis|Rack Mount Chassis|Sealed-case PC|Multi-system|CompactPCI|AdvancedTCA|Blade|Blade Enclosing|Tablet|Convertible|Detachable|IoT Gateway|Embedded PC|Mini PC|Stick PC'.split(
    '|',
  );

/** Reads the identity from a table; every value may be missing. */
export function toSystemIdentity(structures: readonly SmbiosStructure[]): SystemIdentity {
  const [bios] = structuresOf(structures, 0);
  const [system] = structuresOf(structures, 1);
  const [board] = structuresOf(structures, 2);
  const [chassis] = structuresOf(structures, 3);
  const text = (structure: SmbiosStructure | undefined, offset: number) =>
    structure && stringAt(structure, offset);
  return {
    biosVendor: text(bios, 0x04),
    biosVersion: text(bios, 0x05),
    biosDate: text(bios, 0x08),
    manufacturer: text(system, 0x04),
    product: text(system, 0x05),
    version: text(system, 0x06),
    serial: text(system, 0x07),
    uuid: system && toUuid(system),
    boardManufacturer: text(board, 0x04),
    boardProduct: text(board, 0x05),
    boardSerial: text(board, 0x07),
    boardAssetTag: text(board, 0x08),
    chassisType: chassis && toChassisType(numberAt(chassis, 0x05, 1)),
    chassisAssetTag: text(chassis, 0x08),
  };
}

/** Name of a chassis type; bit 7 says that the chassis can be locked. */
export function toChassisType(code: number | undefined): string | undefined {
  return code === undefined ? undefined : chassisTypes[code & 0x7f] || undefined;
}

/** The first three fields are little-endian since SMBIOS 2.6; all zeros and all ones mean that there is none. */
function toUuid(system: SmbiosStructure): string | undefined {
  const bytes = system.bytes.subarray(0x08, 0x18);
  if (bytes.length < 16 || bytes.every((byte) => byte === 0) || bytes.every((byte) => byte === 0xff)) {
    return undefined;
  }
  const ordered = Buffer.concat([
    Buffer.from(bytes.subarray(0, 4)).reverse(),
    Buffer.from(bytes.subarray(4, 6)).reverse(),
    Buffer.from(bytes.subarray(6, 8)).reverse(),
    bytes.subarray(8),
  ]).toString('hex');
  return ordered.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-').toLowerCase();
}
