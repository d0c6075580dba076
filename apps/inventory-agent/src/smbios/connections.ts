import { numberAt, type SmbiosStructure, stringAt, structuresOf } from './table.ts';

/** An expansion slot of the board: type 9 of DSP0134. */
export interface ExpansionSlot {
  designation?: string;
  type?: string;
  width?: string;
  usage?: string;
  length?: string;
  /** PCI address such as `0000:01:00.0`. */
  address?: string;
}

/** A connector of the board: type 8 of DSP0134. */
export interface PortConnector {
  internalName?: string;
  externalName?: string;
  connector?: string;
  purpose?: string;
}

const slotTypes: Readonly<Record<number, string>> = {
  3: 'ISA',
  5: 'EISA',
  6: 'PCI',
  7: 'PC Card (PCMCIA)',
  15: 'AGP',
  18: 'PCI-X',
  20: 'M.2 Socket 1-DP',
  21: 'M.2 Socket 1-SD',
  22: 'M.2 Socket 2',
  23: 'M.2 Socket 3',
  31: 'PCI Express 2 SFF-8639 (U.2)',
  32: 'PCI Express 3 SFF-8639 (U.2)',
  36: 'PCI Express 4 SFF-8639 (U.2)',
  37: 'PCI Express 5 SFF-8639 (U.2)',
  38: 'OCP NIC 3.0',
};
/** From each of these codes on: the bare slot, then x1, x2, x4, x8, x16. */
const expressGenerations: readonly [number, string][] = [
  [0xa5, 'PCI Express'],
  [0xab, 'PCI Express 2'],
  [0xb1, 'PCI Express 3'],
  [0xb8, 'PCI Express 4'],
  [0xbe, 'PCI Express 5'],
];
const expressWidths = ['', ' x1', ' x2', ' x4', ' x8', ' x16'];
const widths: readonly string[] = '|||8-bit|16-bit|32-bit|64-bit|128-bit|x1|x2|x4|x8|x12|x16|x32'.split('|');
const usages: readonly string[] = '||Unknown|Available|In Use|Unavailable'.split('|');
const lengths: readonly string[] = '|||Short|Long|2.5" drive|3.5" drive'.split('|');

const connectors: readonly string[] =
  '|Centronics|Mini Centronics|Proprietary|DB-25 male|DB-25 female|DB-15 male|DB-15 female|DB-9 male|DB-9 female|RJ-11|RJ-45|50 Pin MiniSCSI|Mini DIN|Micro DIN|PS/2|Infrared|HP-HIL|USB|SSA SCSI|Circular DIN-8 male|Circular DIN-8 female|On Board IDE|On Board Floppy|9 Pin Dual Inline|25 Pin Dual Inline|50 Pin Dual Inline|68 Pin Dual Inline|CD-ROM sound input|Mini Centronics Type-14|Mini Centronics Type-26|Mini jack (headphones)|BNC|IEEE 1394|SAS/SATA plug|USB Type-C'.split(
    '|',
  );
const purposes: readonly string[] =
  '|Parallel Port XT/AT|Parallel Port PS/2|Parallel Port ECP|Parallel Port EPP|Parallel Port ECP/EPP|Serial Port XT/AT|Serial Port 16450|Serial Port 16550|Serial Port 16550A|SCSI|MIDI|Joystick|Keyboard|Mouse|SSA SCSI|USB|FireWire|PCMCIA Type I|PCMCIA Type II|PCMCIA Type III|Cardbus|Access Bus|SCSI II|SCSI Wide|PC-98|PC-98 Hireso|PC-H98|Video|Audio|Modem|Network|SATA|SAS|Multi-Function Display Port|Thunderbolt'.split(
    '|',
  );

/** Every expansion slot, filled or not. */
export function listExpansionSlots(structures: readonly SmbiosStructure[]): ExpansionSlot[] {
  return structuresOf(structures, 9).map((slot) => ({
    designation: stringAt(slot, 0x04),
    type: toSlotType(numberAt(slot, 0x05, 1) ?? 0),
    width: widths[numberAt(slot, 0x06, 1) ?? 0] || undefined,
    usage: usages[numberAt(slot, 0x07, 1) ?? 0] || undefined,
    length: lengths[numberAt(slot, 0x08, 1) ?? 0] || undefined,
    address: toAddress(slot),
  }));
}

/** Every connector, inside and outside. */
export function listPortConnectors(structures: readonly SmbiosStructure[]): PortConnector[] {
  return structuresOf(structures, 8).map((port) => ({
    internalName: stringAt(port, 0x04),
    externalName: stringAt(port, 0x06),
    connector:
      connectors[numberAt(port, 0x07, 1) ?? 0] || connectors[numberAt(port, 0x05, 1) ?? 0] || undefined,
    purpose: purposes[numberAt(port, 0x08, 1) ?? 0] || undefined,
  }));
}

function toSlotType(code: number): string | undefined {
  for (const [first, generation] of expressGenerations) {
    const width = expressWidths[code - first];
    if (width !== undefined) return generation + width;
  }
  return slotTypes[code];
}

/** Segment, bus, and device and function in one byte; all ones where the slot is no PCI slot. */
function toAddress(slot: SmbiosStructure): string | undefined {
  const segment = numberAt(slot, 0x0d, 2);
  const bus = numberAt(slot, 0x0f, 1);
  const deviceFunction = numberAt(slot, 0x10, 1);
  if (segment === undefined || bus === undefined || deviceFunction === undefined) return undefined;
  if (segment === 0xffff || (bus === 0xff && deviceFunction === 0xff)) return undefined;
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  return `${hex(segment, 4)}:${hex(bus, 2)}:${hex(deviceFunction >> 3, 2)}.${deviceFunction & 7}`;
}
