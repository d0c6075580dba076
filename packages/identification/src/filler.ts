/**
 * What firmware and system tools say when nobody filled a value in: defaults of board makers as seen in inventories, and
 * the lists `blacklist_serials` and `blacklist_macaddresses` that an OCS Inventory server is installed with. This is the
 * one list of the project; in upper case, blanks single.
 */
export const FILLER_TEXTS: ReadonlySet<string> = new Set([
  '',
  '(NULL STRING)',
  '0',
  '0123456789',
  '01234567890123456789AB',
  '012345678901234567890123456789',
  '1',
  '123',
  '1234',
  '12345',
  '123456',
  '1234567',
  '12345678',
  '123456789',
  '1234567890',
  '123456789000',
  '12345678901234567',
  'ASSET',
  'ASSET-1234567890',
  'ASSET TAG',
  'ASSETTAG',
  'ATN12345678901234567',
  'BASE BOARD ASSET TAG',
  'BASE BOARD SERIAL NUMBER',
  'BOARD SERIAL NUMBER',
  'BSN12345678901234567',
  'CHASSIS ASSET TAG',
  'CHASSIS SERIAL NUMBER',
  'CHASSIS SERIAL#',
  'CSN12345678901234567',
  'DEFAULT',
  'DEFAULT STRING',
  'EMPTY',
  'EVAL',
  'FILL BY OEM',
  'IATPASS',
  'INVALID',
  'MB-1234567890',
  'N/A',
  'NA',
  'NIL',
  'NNNNNNN',
  'NO ASSET INFORMATION',
  'NO ASSET TAG',
  'NO DIMM',
  'NO SERIAL NUMBER',
  'NONE',
  'NOT APPLICABLE',
  'NOT AVAILABLE',
  'NOT DEFINED',
  'NOT PRESENT',
  'NOT PROVIDED',
  'NOT SET',
  'NOT SETTABLE',
  'NOT SPECIFIED',
  'NULL',
  'O.E.M.',
  'OEM',
  'SERIAL',
  'SERIAL NUMBER',
  'SERIAL NUMBER XXXXXX',
  'SN-12345',
  'SN-1234567890',
  'SN-123456FVGV3I0B8O5N6N7K',
  'SSN12345678901234567',
  'SYS-1234567890',
  'SYS-9876543210',
  'SYSTEM ASSET TAG',
  'SYSTEM MANUFACTURER',
  'SYSTEM PRODUCT NAME',
  'SYSTEM SERIAL NUMBER',
  'TO BE FILLED BY O.E.M',
  'TO BE FILLED BY O.E.M.',
  'TO BE FILLED BY OEM',
  'TULIP COMPUTERS',
  'UNDEFINED',
  'UNKNOW',
  'UNKNOWN',
  'UNSPECIFIED',
]);

/** UUIDs that board makers left in every board of a series: hexadecimal digits, upper case. */
const FILLER_UUIDS = new Set([
  '00020003000400050006000700080009',
  '03000200040005000006000700080009',
  '12345678123456781234567890ABCDEF',
  '12345678123456789012345678901234',
  '123456781234567890ABCDDEEFAABBCC',
  '4C4C4544000020108020804E04C0484F',
  '4C4C4544000020108020A0C04F202020',
  'FEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFE',
  'FFFFFFFF00000000FFFFFFFF00000000',
]);

/** Hardware addresses of adapters that exist only in software, or that a maker gave to all: twelve digits, upper case. */
const FILLER_MACS = new Set([
  '0001027D9B1C',
  '0008A1460635',
  '0008A166E21A',
  '0009DD103768',
  '000FEA9AE2F0',
  '00105A7271F3',
  '00059A3C7A00',
  '001111110001',
  '00111185088B',
  '101111111111',
  '02004C4F4F50',
  '001234567890',
  '204153594EFF',
  '33506F453030',
  '444553540000',
  '444553540001',
  '444553544200',
  '44455354616F',
  '505054503030',
  '505054503130',
]);

/** Names that systems and images come with, in lower case: they tell nothing of one machine. */
const FILLER_NAMES = new Set([
  'admin-pc',
  'android',
  'changeme',
  'computer',
  'debian',
  'desktop',
  'fedora',
  'kali',
  'laptop',
  'linux',
  'localhost',
  'macbook',
  'master',
  'notebook',
  'pc',
  'raspberrypi',
  'server',
  'template',
  'test',
  'ubuntu',
  'user-pc',
  'vm',
  'win10',
  'win11',
  'windows',
  'workstation',
]);

/** Whether a text stands for "nobody filled this in". Blanks and capitals do not matter; one repeated sign says nothing. */
export function isFillerText(value: string): boolean {
  const text = value.trim().replace(/\s+/g, ' ').toUpperCase();
  return FILLER_TEXTS.has(text) || /^(.)\1*$/.test(text.replace(/[\s.\-_:]/g, '0'));
}

/** Whether a UUID, given as 32 digits in upper case, is one that tells nothing. */
export function isFillerUuid(digits: string): boolean {
  return FILLER_UUIDS.has(digits) || isFillerText(digits);
}

/** Whether a hardware address, given as 12 digits in upper case, is one that tells nothing. */
export function isFillerMac(digits: string): boolean {
  return FILLER_MACS.has(digits) || /^(.)\1*$/.test(digits);
}

/** Whether a host's name, short and in lower case, is one that systems come with. */
export function isFillerName(name: string): boolean {
  return FILLER_NAMES.has(name) || isFillerText(name);
}
