import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { writeZip } from '../../apps/cmdb-api/src/exports/zip-writer.ts';

/** Headings of the generated files: attributes of a computer. */
const headings = [
  'Code',
  'Description',
  'SerialNumber',
  'Manufacturer',
  'Model',
  'OS',
  'RAM',
  'Processor',
  'PurchaseDate',
  'Notes',
] as const;
const rowsAtOnce = 1_000;

/** The cells of a row: about 200 bytes, numbers apart from text. */
function cellsOf(prefix: string, row: number, round: number): (string | number)[] {
  const code = `${prefix}${String(row).padStart(8, '0')}`;
  return [
    code,
    `Workstation ${row} of the generated estate`,
    `SN${(row * 2_654_435_761) % 4_294_967_296}`,
    `Maker ${row % 20}`,
    `Model ${row % 200}`,
    ['Debian GNU/Linux', 'Microsoft Windows 11 Pro', 'Ubuntu'][row % 3] ?? '',
    4_096 * (1 + ((row % 10 === 0 ? row + round : row) % 16)),
    `Processor ${row % 60} with ${1 + (row % 4)} cores`,
    `20${10 + (row % 16)}-0${1 + (row % 9)}-1${row % 10}`,
    `Bought with the ${row % 37}th lot, "asset" number ${row}; stands where it was put`,
  ];
}

/** Writes a CSV file of so many rows. */
export async function writeCsvFile(path: string, prefix: string, rows: number): Promise<void> {
  const lines = function* () {
    yield `${headings.join(',')}\n`;
    for (let from = 0; from < rows; from += rowsAtOnce) {
      let text = '';
      for (let row = from; row < Math.min(rows, from + rowsAtOnce); row += 1) {
        const cells = cellsOf(prefix, row, 0).map((cell) => String(cell).replaceAll('"', '""'));
        text += `"${cells.join('","')}"\n`;
      }
      yield text;
    }
  };
  await pipeline(Readable.from(lines()), createWriteStream(path));
}

/** Writes a workbook as spreadsheets do, with every text shared; one row in ten differs from the CSV file. */
export async function writeXlsxFile(path: string, prefix: string, rows: number): Promise<void> {
  const numbers = new Map<string, number>();
  const cell = (value: string | number, place: string) => {
    if (typeof value === 'number') return `<c r="${place}"><v>${value}</v></c>`;
    const known = numbers.get(value) ?? numbers.size;
    numbers.set(value, known);
    return `<c r="${place}" t="s"><v>${known}</v></c>`;
  };
  const line = (cells: readonly (string | number)[], row: number) =>
    `<row r="${row}">${cells.map((value, column) => cell(value, `${'ABCDEFGHIJ'[column]}${row}`)).join('')}</row>`;
  const sheet = async function* () {
    yield `<worksheet><sheetData>${line(headings, 1)}`;
    for (let row = 0; row < rows; row += 1) yield line(cellsOf(prefix, row, 1), row + 2);
    yield '</sheetData></worksheet>';
  };
  const strings = async function* () {
    yield '<sst>';
    for (const text of numbers.keys()) yield `<si><t>${text}</t></si>`;
    yield '</sst>';
  };
  const files = async function* () {
    yield { name: 'xl/worksheets/sheet1.xml', content: sheet() };
    yield { name: 'xl/sharedStrings.xml', content: strings() };
    for (const [name, text] of fixedParts) {
      yield {
        name,
        content: (async function* () {
          yield text;
        })(),
      };
    }
  };
  await pipeline(Readable.from(writeZip(files())), createWriteStream(path));
}

const link = (id: string, type: string, target: string) =>
  `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`;

const fixedParts: readonly [string, string][] = [
  ['xl/workbook.xml', '<workbook xmlns:r="r"><sheets><sheet name="Computers" r:id="a"/></sheets></workbook>'],
  [
    'xl/_rels/workbook.xml.rels',
    `<Relationships>${link('a', 'worksheet', 'worksheets/sheet1.xml')}${link('b', 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
  ],
  ['_rels/.rels', `<Relationships>${link('a', 'officeDocument', 'xl/workbook.xml')}</Relationships>`],
];
