import { toText } from '../exports/export-columns.ts';
import { asCsvCell, type DayCell, type FileRow, refuseFile } from './file-rows.ts';
import { type SharedStrings, unescapeText } from './shared-strings.ts';
import type { NumberFormats } from './xlsx-workbook.ts';
import { parseXml, type XmlHandler } from './xml-events.ts';

/** How much of a sheet is taken. */
export interface SheetLimits {
  rows: number;
  columns: number;
  cell: number;
}

const msPerDay = 86_400_000;
const daysBefore1970 = 25_569;
const daysTo1904 = 1_462;

/** Reads the rows of a sheet (ECMA-376, 18.3.1) as they come in; empty rows are left out. @throws InvalidInputError */
export async function* readSheet(
  bytes: AsyncIterable<Buffer>,
  part: string,
  strings: SharedStrings | undefined,
  formats: NumberFormats,
  limits: SheetLimits,
): AsyncGenerator<FileRow[]> {
  const reader = new SheetReader(strings, formats, limits);
  for await (const _piece of parseXml(bytes, part, reader)) {
    const rows = reader.take();
    if (rows.length > 0) yield rows;
  }
}

class SheetReader implements XmlHandler {
  private readonly strings: SharedStrings | undefined;
  private readonly formats: NumberFormats;
  private readonly limits: SheetLimits;
  private rows: FileRow[] = [];
  private count = 0;
  private headingRow = 0;
  private rowNumber = 0;
  private cells: (string | DayCell)[] = [];
  private faults: { place: number; message: string }[] = [];
  private place = -1;
  private type = 'n';
  private style = 0;
  private value = '';
  private hasValue = false;
  private isFormula = false;
  private isReading = false;
  private isText = false;

  constructor(strings: SharedStrings | undefined, formats: NumberFormats, limits: SheetLimits) {
    this.strings = strings;
    this.formats = formats;
    this.limits = limits;
  }

  take(): FileRow[] {
    const { rows } = this;
    if (rows.length > 0) this.rows = [];
    return rows;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.isText = name === 'v' || (name === 't' && !this.isReading);
    if (this.isText) this.hasValue = true;
    if (name === 'c') this.beginCell(attributes);
    else if (name === 'row') this.beginRow(attributes);
    else if (name === 'f') this.isFormula = true;
    else if (name === 'rPh') this.isReading = true;
    else if (name === 'mergeCell') this.refuseMerged(attributes.ref ?? '');
  }

  text(piece: string): void {
    if (!this.isText) return;
    this.value += piece;
    if (this.value.length > 8 * this.limits.cell) this.refuseLong();
  }

  close(name: string): void {
    this.isText = false;
    if (name === 'rPh') this.isReading = false;
    else if (name === 'c') this.endCell();
    else if (name === 'row') this.endRow();
  }

  private beginRow({ r }: Readonly<Record<string, string>>): void {
    this.rowNumber = r === undefined ? this.rowNumber + 1 : Number(r);
    this.cells = [];
    this.faults = [];
    this.place = -1;
  }

  private beginCell({ r, t = 'n', s = '0' }: Readonly<Record<string, string>>): void {
    this.place = r === undefined ? this.place + 1 : columnOf(r);
    this.type = t;
    this.style = Number(s);
    this.value = '';
    this.hasValue = false;
    this.isFormula = false;
  }

  private endCell(): void {
    const { place } = this;
    if (!this.hasValue && this.isFormula) {
      this.fail('holds a formula without its result: open the file in a spreadsheet and save it again');
    }
    if (!this.hasValue) return;
    if (this.type === 'e') this.fail(`is an error of the spreadsheet: ${this.value.slice(0, 20)}`);
    const cell = this.type === 'e' ? '' : this.readCell();
    if (cell === '') return;
    if (typeof cell === 'string' && cell.length > this.limits.cell) this.refuseLong();
    this.reach(place);
    if ((this.cells[place] ?? '') !== '') throw refuseFile('is broken: a cell is there twice');
    this.cells[place] = typeof cell === 'string' ? asCsvCell(cell) : cell;
  }

  private endRow(): void {
    if (this.cells.length === 0 && this.faults.length === 0) return;
    this.count += 1;
    if (this.count > this.limits.rows) throw refuseFile(`has more than ${this.limits.rows - 1} rows`);
    if (this.count === 1) this.headingRow = this.rowNumber;
    this.rows.push({ cells: this.cells, faults: this.faults });
    this.cells = [];
    this.faults = [];
  }

  private readCell(): string | DayCell {
    const { type, value } = this;
    if (type === 's' && value.trim() !== '') {
      if (this.strings === undefined) throw refuseFile('is broken: it has no shared texts');
      return this.strings.get(Number(value));
    }
    if (type === 'inlineStr' || type === 'str') return unescapeText(value);
    if (type === 'b') return value.trim() === '1' || value.trim() === 'true' ? 'true' : 'false';
    if (type === 'd') return readDay(value.trim());
    const number = value.trim() === '' ? Number.NaN : Number(value);
    if (!Number.isFinite(number)) return value;
    const format = this.formats.days[this.style];
    return (format && toDay(number, this.formats.from1904, format.hasTime)) ?? toText(number);
  }

  /** Says what is wrong with the present cell. Its place is an empty one, and its row is there. */
  private fail(message: string): void {
    this.reach(this.place);
    this.faults.push({ place: this.place, message });
  }

  private reach(place: number): void {
    const { columns } = this.limits;
    if (place < 0 || Number.isNaN(place)) throw refuseFile('is broken: a cell has no place');
    if (place >= columns) throw refuseFile(`has more than ${columns} columns`);
    while (this.cells.length < place) this.cells.push('');
  }

  private refuseLong(): never {
    throw refuseFile(`has a cell of more than ${this.limits.cell} characters`);
  }

  /** All cells of a merged range but its first are empty, which would clear the values of cards. */
  private refuseMerged(range: string): void {
    const last = Number(/(\d+)$/.exec(range)?.[1]);
    if (last > this.headingRow) {
      throw refuseFile(`has merged cells below its heading (${range.slice(0, 30)}): part them`);
    }
  }
}

/** The number of the column of a place such as `B7`, counted from 0; -1 for what is none. */
function columnOf(place: string): number {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}(?=\d+$)/.exec(place)?.[0] ?? '') {
    column = column * 26 + letter.charCodeAt(0) - 64;
  }
  return column - 1;
}

/** A day by its number. Spreadsheets count a 29 February 1900, which never was: what lies before it is one day later. */
function toDay(serial: number, from1904: boolean, hasTime: boolean): DayCell | undefined {
  const days = from1904 ? serial + daysTo1904 : serial < 60 ? serial + 1 : serial;
  if (serial < (from1904 ? 0 : 1) || (!from1904 && Math.floor(serial) === 60) || days >= 2_958_466)
    return undefined;
  return { ms: Math.round((days - daysBefore1970) * msPerDay), hasTime };
}

function readDay(text: string): string | DayCell {
  const hasTime = text.includes('T');
  const ms = Date.parse(hasTime && !/(Z|[-+]\d\d:\d\d)$/.test(text) ? `${text}Z` : text);
  return Number.isNaN(ms) ? text : { ms, hasTime };
}
