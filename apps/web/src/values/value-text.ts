import type { Attribute, CardSummary } from '../api/types.ts';
import { formatDuration } from './durations.ts';
import { formatInstant } from './instants.ts';

export function isCardSummary(value: unknown): value is CardSummary {
  return typeof value === 'object' && value !== null && 'id' in value && 'class' in value;
}

/** Whether a value is a list of codes of a lookup. */
export function isCodes(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((code) => typeof code === 'string');
}

/** What a card is called in a link: its description beside its code, or whatever of both there is. */
export function cardTitle(card: CardSummary): string {
  const parts = [card.code ?? '', card.description ?? ''].filter((part) => part !== '');
  const [code, description] = parts;
  if (code === undefined) return card.id;
  return description === undefined || description === code ? code : `${code} · ${description}`;
}

/** A value as text. `type` tells an instant from other strings; without it the value speaks for itself. */
export function formatValue(value: unknown, type?: Attribute['type']): string {
  if (value === null || value === undefined) return '—';
  if (value === '') return '(empty)';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (isCardSummary(value)) return cardTitle(value);
  if (isCodes(value) && type !== 'json') return value.join(', ');
  if (typeof value === 'object') return JSON.stringify(value);
  if (type === 'interval' && typeof value === 'string') return formatDuration(value);
  if (type === 'timestamp' && typeof value === 'string') return formatInstant(value);
  return String(value);
}

/** Whether text may become the address of a link: a browser would run `javascript:` and its kin. */
export function isSafeAddress(text: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}

/** `3072 → 4096`, the way every difference is told; `stays 3072` where only who says it is another. */
export function formatDifference(difference: { old: unknown; new: unknown }): string {
  const [old, now] = [formatValue(difference.old), formatValue(difference.new)];
  return JSON.stringify(difference.old) === JSON.stringify(difference.new)
    ? `stays ${now}`
    : `${old} → ${now}`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let size = bytes / 1024;
  for (const unit of units) {
    if (size < 1024 || unit === 'TiB') return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
    size /= 1024;
  }
  return `${bytes} B`;
}

/** Counts are read, so thousands are set apart, with a space as ISO 80000 has it. */
export function formatCount(count: number): string {
  return new Intl.NumberFormat('en').format(count).replaceAll(',', '\u202f');
}
