import { InvalidInputError } from '@popis/errors';
import type { AttributeDefinition, AttributeValue } from '@popis/model';
import type { CardSummary } from '../cards/card-summaries.read-model.ts';
import type { Card } from '../cards/cards.read-model.ts';

/** Headings of what a card has besides its attributes, whose names never begin so. */
export const idHeading = '_id';
export const classHeading = '_class';

/** One column of an export: an attribute, or `undefined` for the card's id or class. */
export interface ExportColumn {
  heading: string;
  attribute: AttributeDefinition | undefined;
}

/** What stands in a cell: numbers and truth values apart from text, for formats that know the difference. */
export type Cell = string | number | boolean | null;

/**
 * The columns asked for, in that order; all of them, with id and class, when none are named.
 *
 * @throws InvalidInputError naming every column that the class does not have
 */
export function selectColumns(
  attributes: readonly AttributeDefinition[],
  wanted: readonly string[] | undefined,
): ExportColumn[] {
  const known = new Map<string, ExportColumn>();
  for (const heading of [idHeading, classHeading]) known.set(heading, { heading, attribute: undefined });
  for (const attribute of attributes) known.set(attribute.name, { heading: attribute.name, attribute });
  if (wanted === undefined) return [...known.values()];
  const faults = wanted
    .filter((name) => !known.has(name))
    .map((name) => ({ path: 'query.columns', message: `"${name}" is no attribute of the class` }));
  if (faults.length > 0) throw new InvalidInputError('The export cannot be made as asked', faults);
  return [...new Set(wanted)].flatMap((name) => known.get(name) ?? []);
}

/** What a card has in a column. A reference is the code of the card that it shows, or its id where it has none. */
export function toCell(card: Card, { heading, attribute }: ExportColumn): Cell {
  if (attribute === undefined) return heading === idHeading ? card.id : card.class;
  const value = card.attributes[attribute.name] ?? null;
  if (attribute.type === 'json') return value === null ? null : JSON.stringify(value);
  if (isSummary(value)) return value.code ?? value.id;
  return value === null || typeof value !== 'object' ? value : JSON.stringify(value);
}

function isSummary(value: AttributeValue | CardSummary): value is CardSummary {
  return typeof value === 'object' && value !== null && 'code' in value && 'id' in value;
}

/** A cell as text: numbers never with an exponent, which spreadsheets and people misread. */
export function toText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'number') return String(cell);
  const text = String(cell);
  if (!text.includes('e')) return text;
  return cell.toLocaleString('en-US', { useGrouping: false, maximumSignificantDigits: 17 });
}
