import { numberAt, type SmbiosStructure, stringAt, structuresOf } from './table.ts';

/** One memory slot, filled or not: type 17 of DSP0134 with the array it belongs to (type 16). */
export interface MemorySlot {
  /** Counts from 1 over all arrays. */
  number: number;
  sizeMiB: number;
  slot?: string;
  bank?: string;
  formFactor?: string;
  type?: string;
  /** Mega-transfers a second: the configured speed where it is known, else the highest. */
  speed?: number;
  manufacturer?: string;
  serial?: string;
  partNumber?: string;
  use?: string;
  errorCorrection?: string;
}

const formFactors: readonly string[] =
  '|||SIMM|SIP|Chip|DIP|ZIP|Proprietary Card|DIMM|TSOP|Row of chips|RIMM|SODIMM|SRIMM|FB-DIMM|Die|CAMM'.split(
    '|',
  );
const memoryTypes: readonly string[] =
  '|||DRAM|EDRAM|VRAM|SRAM|RAM|ROM|Flash|EEPROM|FEPROM|EPROM|CDRAM|3DRAM|SDRAM|SGRAM|RDRAM|DDR|DDR2|DDR2 FB-DIMM||||DDR3|FBD2|DDR4|LPDDR|LPDDR2|LPDDR3|LPDDR4|Logical non-volatile device|HBM|HBM2|DDR5|LPDDR5|HBM3'.split(
    '|',
  );
const arrayUses: readonly string[] =
  '|||System Memory|Video Memory|Flash Memory|Non-volatile RAM|Cache Memory'.split('|');
const errorCorrections: readonly string[] = '|||None|Parity|Single-bit ECC|Multi-bit ECC|CRC'.split('|');

/** Makers that firmware names by their JEDEC JEP106 code, bank and id in either order. */
const makers: Readonly<Record<string, string>> = {
  '0198': 'Kingston',
  '029e': 'Corsair',
  '04cb': 'ADATA',
  '04cd': 'G.Skill',
  '04f1': 'Transcend',
  '0b83': 'Nanya',
  '2c80': 'Micron',
  '802c': 'Micron',
  '80ad': 'SK hynix',
  '80ce': 'Samsung',
  '830b': 'Nanya',
  '859b': 'Crucial',
  '9b85': 'Crucial',
  ad80: 'SK hynix',
  ce80: 'Samsung',
};

/** Every slot of the machine's memory, in the order of the table. */
export function listMemorySlots(structures: readonly SmbiosStructure[]): MemorySlot[] {
  const arrays = new Map(structuresOf(structures, 16).map((array) => [array.handle, array]));
  const slots: MemorySlot[] = [];
  for (const device of structuresOf(structures, 17)) {
    const array = arrays.get(numberAt(device, 0x04, 2) ?? -1);
    slots.push({ number: slots.length + 1, ...toMemorySlot(device, array) });
  }
  return slots;
}

function toMemorySlot(
  device: SmbiosStructure,
  array: SmbiosStructure | undefined,
): Omit<MemorySlot, 'number'> {
  const sizeMiB = toSizeMiB(device);
  const slot = {
    sizeMiB,
    slot: stringAt(device, 0x10),
    bank: stringAt(device, 0x11),
    formFactor: formFactors[numberAt(device, 0x0e, 1) ?? 0] || undefined,
    use: array && (arrayUses[numberAt(array, 0x05, 1) ?? 0] || undefined),
    errorCorrection: array && (errorCorrections[numberAt(array, 0x06, 1) ?? 0] || undefined),
  };
  if (sizeMiB === 0) return slot;
  return {
    ...slot,
    type: memoryTypes[numberAt(device, 0x12, 1) ?? 0] || undefined,
    speed: toSpeed(numberAt(device, 0x20, 2)) ?? toSpeed(numberAt(device, 0x15, 2)),
    manufacturer: toMaker(stringAt(device, 0x17)),
    serial: stringAt(device, 0x18),
    partNumber: stringAt(device, 0x1a),
  };
}

/** Offset 0Ch: 0 = empty, FFFFh = unknown, 7FFFh = see 1Ch; bit 15 says KiB instead of MiB. */
function toSizeMiB(device: SmbiosStructure): number {
  const size = numberAt(device, 0x0c, 2) ?? 0;
  if (size === 0xffff) return 0;
  if (size === 0x7fff) return (numberAt(device, 0x1c, 4) ?? 0) & 0x7fffffff;
  return size & 0x8000 ? Math.floor((size & 0x7fff) / 1024) : size;
}

function toSpeed(value: number | undefined): number | undefined {
  return value === undefined || value === 0 || value === 0xffff ? undefined : value;
}

/** A name as it is; a code such as `80AD000080AD` or `0x80CE` as the name it stands for, where that is known. */
function toMaker(given: string | undefined): string | undefined {
  const [, code] = /^(?:0x)?([0-9a-f]{4})[0-9a-f]*$/i.exec(given ?? '') ?? [];
  return code === undefined ? given : (makers[code.toLowerCase()] ?? given);
}
