import { guardFormula } from '@popis/csv';
import type { AttributeType } from '@popis/model';

/** Most that a cell and a sheet hold ("Excel specifications and limits"). */
export const mostCellCharacters = 32_767;
export const mostSheetRows = 1_048_576;

/** Places of the formats in `styles.xml`; see `xlsx-parts.ts`. */
export const styles = { general: 0, heading: 1, text: 2, risky: 3, day: 4, instant: 5, whole: 6 } as const;

const msPerDay = 86_400_000;
/** Day 61 is the first that is right: to spreadsheets 1900 is a leap year. */
const firstDay = 61;
/** Day 0, 30 December 1899, as days before 1970. */
const daysBefore1970 = 25_569;
const afterLastDay = 2_958_466;
/** More digits than a spreadsheet keeps. */
const mostWhole = 999_999_999_999_999;

/** A cell as XML; the empty text for one without a value. `at` is its place, such as `B7`. */
export function formatXlsxCell(
  value: string | number | boolean | null,
  type: AttributeType | undefined,
  at: string,
): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return `<c r="${at}" t="b"><v>${value ? 1 : 0}</v></c>`;
  if (typeof value === 'number' && Math.abs(value) <= mostWhole) {
    const style = Number.isInteger(value) ? ` s="${styles.whole}"` : '';
    return `<c r="${at}"${style}><v>${value}</v></c>`;
  }
  const serial = typeof value === 'string' ? toSerial(value, type) : undefined;
  if (serial !== undefined) {
    return `<c r="${at}" s="${type === 'date' ? styles.day : styles.instant}"><v>${serial}</v></c>`;
  }
  return formatText(String(value), at);
}

/**
 * Text as text whatever it looks like. One that would be a formula also has the mark by which a spreadsheet keeps it from becoming
 * one when somebody edits the cell.
 */
function formatText(text: string, at: string): string {
  if (text.length > mostCellCharacters) throw new RangeError('A text is too long for a cell');
  const style = guardFormula(text) === text ? styles.text : styles.risky;
  return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
}

export function formatHeading(text: string, at: string): string {
  return `<c r="${at}" s="${styles.heading}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
}

/** Days since the beginning of spreadsheets' time, in UTC; undefined for what has no place in it. */
function toSerial(text: string, type: AttributeType | undefined): number | undefined {
  if (type !== 'date' && type !== 'timestamp') return undefined;
  const serial = Date.parse(text) / msPerDay + daysBefore1970;
  return serial >= firstDay && serial < afterLastDay ? serial : undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML has no place for
const unsafe = /[&<>"\u0000-\u0008\u000b\u000c\u000d\u000e-\u001f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_/g;
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text within XML; what XML has no place for, as `_x000D_` (ECMA-376, ST_Xstring), and what looks like that, so too. */
export function escapeXml(text: string): string {
  return text.replaceAll(unsafe, (found) => {
    if (found.length > 1) return `_x005F${found}`;
    return entities[found] ?? `_x${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
  });
}

/** The letters of a column, counted from 0. */
export function columnLetters(index: number): string {
  const above = Math.floor(index / 26) - 1;
  return (above < 0 ? '' : columnLetters(above)) + String.fromCharCode(65 + (index % 26));
}
