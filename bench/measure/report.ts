import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import path from 'node:path';

type Cell = string | number | null;

/** Prints rows as a table; numbers stand right. Progress goes to stderr, so stdout is the result alone. */
export function printTable(columns: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const texts = rows.map((row) => row.map(toText));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...texts.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[], kinds: readonly Cell[]) =>
    cells
      .map((cell, index) =>
        typeof kinds[index] === 'number'
          ? cell.padStart(widths[index] ?? 0)
          : cell.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  console.log(line(columns, rows[0] ?? columns));
  console.log(widths.map((width) => '-'.repeat(width)).join('  '));
  for (const [index, row] of rows.entries()) console.log(line(texts[index] ?? [], row));
}

function toText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  return Number.isInteger(cell) ? String(cell) : cell.toFixed(cell < 10 ? 2 : 1);
}

/** Writes what was measured as JSON, with the machine it was measured on, and gives the file's name. */
export async function writeResult(name: string, result: object): Promise<string> {
  const folder = path.resolve(import.meta.dirname, '../results');
  await mkdir(folder, { recursive: true });
  const at = new Date().toISOString();
  const machine = {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memoryMiB: Math.round(totalmem() / 1024 / 1024),
    node: process.version,
  };
  const file = path.join(folder, `${name}-${at.replaceAll(/[:.]/g, '-')}.json`);
  await writeFile(file, `${JSON.stringify({ benchmark: name, at, machine, ...result }, null, 2)}\n`);
  return file;
}

/** Says on stderr what is being done. */
export function note(line: string): void {
  process.stderr.write(`bench: ${line}\n`);
}
