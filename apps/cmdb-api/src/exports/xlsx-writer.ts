import type { Card } from '../cards/cards.read-model.ts';
import { type Cell, type ExportColumn, toCell } from './export-columns.ts';
import type { CardBatches } from './export-formats.ts';
import {
  columnLetters,
  formatHeading,
  formatXlsxCell,
  mostCellCharacters,
  mostSheetRows,
} from './xlsx-cells.ts';
import { sheetHead, sheetTail, workbookParts } from './xlsx-parts.ts';
import { type ArchiveFile, writeZip } from './zip-writer.ts';

/** How much goes on one sheet before the next begins, which repeats the heading. */
export interface SheetLimits {
  rows: number;
  characters: number;
}

const defaultLimits: SheetLimits = { rows: mostSheetRows, characters: 1_000_000_000 };

/** A workbook (ECMA-376) with a card a row, as the cards come in. */
export function writeXlsx(
  batches: CardBatches,
  columns: readonly ExportColumn[],
  title: string,
  limits = defaultLimits,
): AsyncGenerator<Buffer> {
  return writeZip(listParts(batches, columns, title, limits));
}

/** Sheets as long as there are cards, then what names them. */
async function* listParts(
  batches: CardBatches,
  columns: readonly ExportColumn[],
  title: string,
  limits: SheetLimits,
): AsyncGenerator<ArchiveFile> {
  const letters = columns.map((_column, index) => columnLetters(index));
  const cards = new CardQueue(batches);
  const sheetNames: string[] = [];
  try {
    do {
      const number = sheetNames.push(sheetName(title, sheetNames.length + 1));
      const content = writeSheet(cards, columns, letters, limits, number === 1);
      yield { name: `xl/worksheets/sheet${number}.xml`, content };
    } while ((await cards.next()) !== undefined);
  } finally {
    await cards.close();
  }
  for (const [name, content] of workbookParts(sheetNames)) yield { name, content: one(content) };
}

async function* writeSheet(
  cards: CardQueue,
  columns: readonly ExportColumn[],
  letters: readonly string[],
  limits: SheetLimits,
  first: boolean,
): AsyncGenerator<string> {
  const headings = columns.map(({ heading }, index) => formatHeading(heading, `${letters[index]}1`));
  let text = `${sheetHead(first, columns.length)}<row r="1">${headings.join('')}</row>`;
  let characters = 0;
  for (let row = 2; row <= limits.rows && characters + text.length < limits.characters; row += 1) {
    const card = await cards.next();
    if (card === undefined) break;
    const cells = columns.map((column, index) =>
      formatXlsxCell(toSheetCell(card, column), column.type, `${letters[index]}${row}`),
    );
    text += `<row r="${row}">${cells.join('')}</row>`;
    cards.take();
    if (text.length < 64 * 1024) continue;
    characters += text.length;
    yield text;
    text = '';
  }
  yield text + sheetTail;
}

/** Values of related cards, which no import reads back, are cut where the cell ends. */
function toSheetCell(card: Card, column: ExportColumn): Cell {
  const cell = toCell(card, column);
  const isLong = typeof cell === 'string' && cell.length > mostCellCharacters;
  if (!isLong || !column.heading.includes('.')) return cell;
  return `${cell.slice(0, mostCellCharacters - 1).toWellFormed()}…`;
}

async function* one(text: string): AsyncGenerator<string> {
  yield text;
}

/** At most 31 characters, and no names of classes have those that a sheet's must not. */
function sheetName(title: string, number: number): string {
  return number === 1 ? title.slice(0, 31) : `${title.slice(0, 27)} ${number}`;
}

/** Cards one by one, over the bounds of sheets. */
class CardQueue {
  private readonly batches: AsyncIterator<readonly Card[]>;
  private batch: readonly Card[] = [];
  private place = 0;

  constructor(batches: CardBatches) {
    this.batches = batches[Symbol.asyncIterator]();
  }

  /** The card whose turn it is, again and again until it is taken. */
  async next(): Promise<Card | undefined> {
    while (this.place >= this.batch.length) {
      const { done, value } = await this.batches.next();
      if (done === true) return undefined;
      this.batch = value;
      this.place = 0;
    }
    return this.batch[this.place];
  }

  take(): void {
    this.place += 1;
  }

  async close(): Promise<void> {
    await this.batches.return?.();
  }
}
