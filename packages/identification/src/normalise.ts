import { isFillerMac, isFillerText, isFillerUuid } from './filler.ts';

/** Longer than any serial number that was seen; what is longer is a text of another kind. */
const LONGEST_IDENTIFIER = 128;

/** A serial number or tag in the form in which it is compared; null when it tells nothing. */
export function normaliseSerial(raw: string | null | undefined): string | null {
  const serial = (raw ?? '').trim().replace(/\s+/g, ' ').toUpperCase();
  return serial.length > LONGEST_IDENTIFIER || isFillerText(serial) ? null : serial;
}

/** A UUID as its digits in upper case; null when it tells nothing. */
export function normaliseUuid(raw: string | null | undefined): string | null {
  const uuid = (raw ?? '').trim().toUpperCase();
  const digits = uuid.replaceAll('-', '').replace(/^\{(.*)\}$/, '$1');
  return digits.length > LONGEST_IDENTIFIER || isFillerText(uuid) || isFillerUuid(digits) ? null : digits;
}

/**
 * One form for both byte orders of a UUID: SMBIOS 2.6 turned round the first three groups, and tools that read the same
 * board disagree on it.
 */
export function canonicalUuid(digits: string): string {
  const [one, other] = bothByteOrders(digits);
  return other < one ? other : one;
}

/** A UUID's digits as they are and with the bytes of the first three groups turned round; twice the same where it is none. */
export function bothByteOrders(digits: string): readonly [string, string] {
  if (!/^[0-9A-F]{32}$/.test(digits)) return [digits, digits];
  const turned = [0, 8, 12]
    .map((start) => turnBytes(digits.slice(start, start === 0 ? 8 : start + 4)))
    .join('');
  return [digits, turned + digits.slice(16)];
}

function turnBytes(digits: string): string {
  return (digits.match(/../g) ?? []).reverse().join('');
}

/** A hardware address as twelve digits in upper case; null when it is none or tells nothing. */
export function normaliseMac(raw: string): string | null {
  const mac = raw.toUpperCase().replace(/[^0-9A-F]/g, '');
  return mac.length !== 12 || isFillerMac(mac) ? null : mac;
}
