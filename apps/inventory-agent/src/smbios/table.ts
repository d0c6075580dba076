import type { Host } from '../host.ts';

/** One structure of an SMBIOS table (DMTF DSP0134, section 6): header and fields, and the strings that follow. */
export interface SmbiosStructure {
  type: number;
  handle: number;
  /** Header and formatted area; offsets in DSP0134 count from its start. */
  bytes: Buffer;
  strings: readonly string[];
}

const headerBytes = 4;
const endOfTable = 127;

/** Structures of the table, in its order. A truncated or damaged table gives what stands before the damage. */
export function parseSmbiosTable(table: Buffer): SmbiosStructure[] {
  const structures: SmbiosStructure[] = [];
  let at = 0;
  while (at + headerBytes <= table.length) {
    const type = table.readUInt8(at);
    const length = table.readUInt8(at + 1);
    if (length < headerBytes || at + length > table.length) break;
    const { strings, end } = parseStrings(table, at + length);
    structures.push({
      type,
      handle: table.readUInt16LE(at + 2),
      bytes: table.subarray(at, at + length),
      strings,
    });
    if (type === endOfTable) break;
    at = end;
  }
  return structures;
}

/** Strings end with NUL each, their list with one more; a structure without strings has two NULs. */
function parseStrings(table: Buffer, start: number): { strings: string[]; end: number } {
  const strings: string[] = [];
  let at = start;
  while (at < table.length && table[at] !== 0) {
    const stop = table.indexOf(0, at);
    const end = stop === -1 ? table.length : stop;
    strings.push(table.toString('latin1', at, end));
    at = end + 1;
  }
  return { strings, end: at + (strings.length === 0 ? 2 : 1) };
}

/** The host's table; `undefined` where there is none or only root may read it. */
export async function readSmbios(host: Host): Promise<SmbiosStructure[] | undefined> {
  const table = await host.readBytes('/sys/firmware/dmi/tables/DMI');
  if (table === undefined) return undefined;
  const structures = parseSmbiosTable(table);
  return structures.length === 0 ? undefined : structures;
}

/** A number of `size` bytes at an offset; `undefined` past the end, where older versions have no such field. */
export function numberAt(structure: SmbiosStructure, offset: number, size: 1 | 2 | 4): number | undefined {
  if (offset + size > structure.bytes.length) return undefined;
  return structure.bytes.readUIntLE(offset, size);
}

/** The string that the byte at an offset refers to, without the phrases firmware makers leave in empty fields. */
export function stringAt(structure: SmbiosStructure, offset: number): string | undefined {
  const number = numberAt(structure, offset, 1);
  return number === undefined || number === 0 ? undefined : toFirmwareValue(structure.strings[number - 1]);
}

// Whole values only, and none that could be somebody's serial number or asset tag.
const placeholders = [
  /^(|-|x|0+|n\/?a|none|unknown|empty|\[empty\]|undefined|invalid|default|default string|oem|o\.e\.m\.|sku|fill by oem)$/i,
  /^to be filled by o\.?e\.?m\.?$/i,
  /^not (specified|available|provided|applicable|present|settable|set|defined)$/i,
  /^no (asset tag|asset information|module installed|dimm)$/i,
  /^(system|base ?board|chassis|board) (serial number|manufacturer|product name|version|asset tag)$/i,
  /^system (name|product name|version|sku)$/i,
  /^(a\d_)?(chassis|type|part|ser|serial|asset|assettag|manufacturer)(num|number|tag)?\d?$/i,
  /^(asset-1234567890|atn12345678901234567|0?123456789)$/i,
];

/** A firmware value, or `undefined` for a phrase that stands for "nobody filled this in". */
export function toFirmwareValue(value: string | undefined): string | undefined {
  const words = value?.replace(/\s+/g, ' ').trim();
  return words === undefined || placeholders.some((form) => form.test(words)) ? undefined : words;
}

/** Structures of one type. */
export function structuresOf(structures: readonly SmbiosStructure[], type: number): SmbiosStructure[] {
  return structures.filter((structure) => structure.type === type);
}
