import { InvalidInputError } from '@popis/errors';
import { type Separator, separators } from './csv-cells.ts';

/** How much of a file is taken. */
export interface CsvLimits {
  rows: number;
  columns: number;
  /** In UTF-16 units. */
  cell: number;
}

/** A row of a file: the line that it begins on, and its cells. */
export interface CsvRow {
  line: number;
  cells: string[];
}

type State = 'start' | 'plain' | 'quoted' | 'quote';

/**
 * Takes CSV (RFC 4180) apart as it comes in, in pieces of any size. Lines end with CRLF, LF or CR; empty lines are left out. The
 * separator is the one that the first line has most of, unless it is given.
 */
export class CsvReader {
  private readonly limits: CsvLimits;
  private separator: Separator | undefined;
  private state: State = 'start';
  private cell = '';
  private row: string[] = [];
  private count = 0;
  private line = 1;
  private rowLine = 1;
  private skipNewline = false;
  private held = '';

  constructor(limits: CsvLimits, separator?: Separator) {
    this.limits = limits;
    this.separator = separator;
  }

  /** Reads a piece and gives the rows that end in it. @throws InvalidInputError above a limit */
  read(piece: string): CsvRow[] {
    if (this.separator === undefined) {
      this.held += piece;
      if (!/[\r\n]/.test(this.held) && this.held.length < 64 * 1024) return [];
      return this.begin();
    }
    return this.take(piece, this.separator);
  }

  /** Gives what is left when the file has ended. */
  end(): CsvRow[] {
    const rows = this.separator === undefined ? this.begin() : [];
    if (this.state === 'quoted')
      throw tooMuch(`ends within a quoted cell of the row that begins on line ${this.rowLine}`);
    return [...rows, ...this.endRow()];
  }

  private begin(): CsvRow[] {
    const [line = ''] = this.held.split(/[\r\n]/, 1);
    const bare = line.replaceAll(/"[^"]*"/g, '');
    const counts = separators.map((mark) => bare.split(mark).length);
    this.separator = separators[counts.indexOf(Math.max(...counts))] ?? ',';
    const { held } = this;
    this.held = '';
    return this.take(held, this.separator);
  }

  private take(piece: string, separator: Separator): CsvRow[] {
    const rows: CsvRow[] = [];
    let from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const mark = piece[at];
      if (this.skipNewline) {
        this.skipNewline = false;
        if (mark === '\n') {
          if (this.state === 'start') from = at + 1;
          continue;
        }
      }
      if (mark === '\n' || mark === '\r') this.line += 1;
      if (this.state === 'quoted') {
        this.skipNewline = mark === '\r';
        if (mark !== '"') continue;
        this.add(piece.slice(from, at));
        this.state = 'quote';
        from = at + 1;
      } else if (mark === '"' && this.state === 'quote') {
        this.state = 'quoted';
        from = at;
      } else if (mark === '"' && this.state === 'start') {
        this.state = 'quoted';
        from = at + 1;
      } else if (mark === separator || mark === '\n' || mark === '\r') {
        this.add(piece.slice(from, at));
        this.endCell();
        from = at + 1;
        if (mark === separator) continue;
        this.skipNewline = mark === '\r';
        rows.push(...this.endRow());
      } else if (this.state === 'start') this.state = 'plain';
    }
    this.add(piece.slice(from));
    return rows;
  }

  private add(text: string): void {
    this.cell += text;
    if (this.cell.length > this.limits.cell)
      throw tooMuch(`has a cell of more than ${this.limits.cell} characters on line ${this.rowLine}`);
  }

  private endCell(): void {
    this.row.push(this.cell);
    this.cell = '';
    this.state = 'start';
    if (this.row.length > this.limits.columns) {
      throw tooMuch(`has more than ${this.limits.columns} columns on line ${this.rowLine}`);
    }
  }

  private endRow(): CsvRow[] {
    if (this.cell !== '' || this.state !== 'start') this.endCell();
    const { row: cells, rowLine } = this;
    this.row = [];
    this.rowLine = this.line;
    if (cells.length === 0 || cells.every((cell) => cell === '')) return [];
    this.count += 1;
    if (this.count > this.limits.rows) throw tooMuch(`has more than ${this.limits.rows} rows`);
    return [{ line: rowLine, cells }];
  }
}

function tooMuch(message: string): InvalidInputError {
  return new InvalidInputError('The file cannot be read', [{ path: 'file', message }]);
}
