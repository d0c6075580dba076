import { type AttributeDefinition, type AttributeType, type AttributeValue, formatText } from '@popis/model';
import { type CardSummary, isSummary } from '../cards/card-summaries.read-model.ts';
import type { Card } from '../cards/cards.read-model.ts';
import type { Column } from '../cards/check-list.ts';

/** Headings of what a card has besides its attributes, whose names never begin so. */
export const idHeading = '_id';
export const classHeading = '_class';

/** One column of an export: an attribute or a path to one, under which the card shows its value, or the card's id or class. */
export interface ExportColumn {
  heading: string;
  /** Undefined for id and class, and where several values can stand in one cell. */
  type: AttributeType | undefined;
}

/** What stands in a cell: numbers and truth values apart from text, for formats that know the difference. */
export type Cell = string | number | boolean | null;

/** Those of the wanted columns that are attributes or paths, each once; undefined when none are named, which means all. */
export function attributesAmong(wanted: readonly string[] | undefined): string[] | undefined {
  if (wanted === undefined) return undefined;
  return [...new Set(wanted)].filter((name) => !isOfCard(name));
}

/** The columns asked for, in that order; id, class and all attributes of the class when none are named. */
export function toExportColumns(
  attributes: readonly AttributeDefinition[],
  wanted: readonly string[] | undefined,
  found: readonly Column[] | undefined,
): ExportColumn[] {
  const types = new Map<string, AttributeType | undefined>();
  for (const { name, type } of attributes) types.set(name, type);
  for (const { name, path } of found ?? []) types.set(name, path.many ? undefined : path.attribute.type);
  const headings = wanted ?? [idHeading, classHeading, ...attributes.map(({ name }) => name)];
  return [...new Set(headings)].map((heading) => ({ heading, type: types.get(heading) }));
}

export function isOfCard(heading: string): boolean {
  return heading === idHeading || heading === classHeading;
}

/**
 * What a card has in a column. A reference is the code of the card that it shows, or its id where it has none; several values of
 * a path stand behind each other.
 */
export function toCell(card: Card, { heading, type }: ExportColumn): Cell {
  if (heading === idHeading) return card.id;
  if (heading === classHeading) return card.class;
  const value = card.attributes[heading] ?? null;
  if (type === undefined && Array.isArray(value)) return value.map(toOne).join('; ') || null;
  if (type === 'lookupArray' && Array.isArray(value)) return formatText({ type }, value);
  if (type === 'json') return value === null ? null : JSON.stringify(value);
  return toOne(value);
}

function toOne(value: AttributeValue | CardSummary): Cell {
  if (isSummary(value)) return value.code ?? value.id;
  return value === null || typeof value !== 'object' ? value : JSON.stringify(value);
}

/** A cell as text: numbers never with an exponent, which spreadsheets and people misread. */
export function toText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'number') return String(cell);
  const text = String(cell);
  if (!text.includes('e')) return text;
  return cell.toLocaleString('en-US', { useGrouping: false, maximumSignificantDigits: 17 });
}
