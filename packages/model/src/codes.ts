import type { JsonValue } from './canonical-json.ts';
import type { ReadValue } from './values.ts';

const most = 100;
const longest = 500;

/** Reads a list of codes into its one form: each once, in the order of their characters, which no change of the lookup alters. */
export function readCodes(given: JsonValue): ReadValue {
  if (!Array.isArray(given)) return { fault: 'must be a list of codes' };
  const codes = new Set<string>();
  for (const code of given) {
    if (typeof code !== 'string' || code.trim() === '') return { fault: 'must be a list of codes' };
    if (code.length > longest) return { fault: `must have codes of at most ${longest} characters` };
    codes.add(code);
  }
  if (codes.size > most) return { fault: `must have at most ${most} codes, not ${codes.size}` };
  return { value: codes.size === 0 ? null : [...codes].sort() };
}

/** Reads `red; green`, or the same as a JSON list. */
export function readCodesText(text: string): ReadValue {
  if (!text.startsWith('[')) {
    const codes = text.split(';').map((code) => code.trim());
    return readCodes(codes.filter((code) => code !== ''));
  }
  try {
    const given: JsonValue = JSON.parse(text);
    return readCodes(given);
  } catch {
    return { fault: 'must be a list of codes: red; green' };
  }
}

/** Writes codes as `readCodesText` reads them. */
export function formatCodes(codes: readonly string[]): string {
  const isPlain = codes.every((code) => code === code.trim() && !code.includes(';')) && codes[0]?.[0] !== '[';
  return isPlain ? codes.join('; ') : JSON.stringify(codes);
}
