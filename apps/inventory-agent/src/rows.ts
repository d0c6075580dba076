import type { SectionRow } from '@popis/inventory-format';

/** One row of a section: fields that are unknown or empty are left out, blanks are made single. */
export function toRow(fields: Record<string, string | number | undefined>): SectionRow {
  const row: SectionRow = {};
  for (const [name, value] of Object.entries(fields)) {
    const words = value === undefined ? '' : cleanText(String(value));
    if (words !== '') row[name] = words;
  }
  return row;
}

/** Bytes as whole MiB, rounded down as the kernel and OCS do. */
export function toMiB(bytes: number): number {
  return Math.floor(bytes / 1024 / 1024);
}

/** Single blanks, no control characters: values come from firmware that pads with anything. */
function cleanText(value: string): string {
  return value
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/\uFFFD/g, '?')
    .trim();
}
