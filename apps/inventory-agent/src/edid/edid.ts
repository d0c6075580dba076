/** What a monitor says of itself: VESA E-EDID 1.3 and 1.4, base block. */
export interface MonitorIdentity {
  /** Three letters of the PNP registry, for example `DEL`. */
  manufacturerId: string;
  productCode: string;
  name?: string;
  serial?: string;
  /** Week of the year; absent when the block gives a year only. */
  week?: number;
  year: number;
  input: 'Analog' | 'Digital';
  /** Preferred resolution, for example `1920x1080`. */
  resolution?: string;
}

const blockBytes = 128;
const header = Buffer.from([0, 255, 255, 255, 255, 255, 255, 0]);
const descriptorOffsets = [54, 72, 90, 108];
const serialTag = 0xff;
const textTag = 0xfe;
const nameTag = 0xfc;

/** Reads a base block; `undefined` when it is none or its checksum is wrong. */
export function parseEdid(bytes: Buffer): MonitorIdentity | undefined {
  const block = bytes.subarray(0, blockBytes);
  if (block.length < blockBytes || !block.subarray(0, header.length).equals(header)) return undefined;
  if (block.reduce((sum, byte) => (sum + byte) & 0xff, 0) !== 0) return undefined;

  const week = block.readUInt8(16);
  const numericSerial = block.readUInt32LE(12);
  return {
    manufacturerId: toLetters(block.readUInt16BE(8)),
    productCode: block.readUInt16LE(10).toString(16).padStart(4, '0'),
    // Panels of notebooks have no name; the last of their texts is the model.
    name: listTexts(block, nameTag)[0] ?? listTexts(block, textTag).at(-1),
    serial: listTexts(block, serialTag)[0] ?? (numericSerial === 0 ? undefined : String(numericSerial)),
    week: week >= 1 && week <= 54 ? week : undefined,
    year: 1990 + block.readUInt8(17),
    input: block.readUInt8(20) & 0x80 ? 'Digital' : 'Analog',
    resolution: toResolution(block),
  };
}

/** Five bits a letter, A = 1. */
function toLetters(packed: number): string {
  const letter = (shift: number) => String.fromCharCode(64 + ((packed >> shift) & 0x1f));
  return letter(10) + letter(5) + letter(0);
}

/** A display descriptor starts with three zeros and its tag; its text ends with a line feed. */
function listTexts(block: Buffer, tag: number): string[] {
  const texts: string[] = [];
  for (const offset of descriptorOffsets) {
    const isDisplayDescriptor = block.readUInt16LE(offset) === 0 && block.readUInt8(offset + 2) === 0;
    if (!isDisplayDescriptor || block.readUInt8(offset + 3) !== tag) continue;
    const text = block
      .toString('latin1', offset + 5, offset + 18)
      .split('\n')[0]
      ?.trim();
    if (text) texts.push(text);
  }
  return texts;
}

/** The first detailed timing is the preferred one; the high bits of both sizes stand apart. */
function toResolution(block: Buffer): string | undefined {
  const [offset = 0] = descriptorOffsets;
  if (block.readUInt16LE(offset) === 0) return undefined;
  const width = block.readUInt8(offset + 2) | ((block.readUInt8(offset + 4) & 0xf0) << 4);
  const height = block.readUInt8(offset + 5) | ((block.readUInt8(offset + 7) & 0xf0) << 4);
  return `${width}x${height}`;
}
