import { posix } from 'node:path';
import { refuseFile } from './file-rows.ts';
import type { XlsxArchive } from './xlsx-archive.ts';
import { parseXml } from './xml-events.ts';

/** How numbers of a workbook are to be understood: for each format of a cell, whether it shows a day, and with its time. */
export interface NumberFormats {
  /** Days are counted from 1904 instead of 1900. */
  from1904: boolean;
  days: readonly ({ hasTime: boolean } | undefined)[];
}

/** What a workbook says of its sheets. */
export interface Workbook {
  sheets: readonly { name: string; part: string }[];
  sharedStrings: string | undefined;
  formats: NumberFormats;
}

const workbookPart = 'xl/workbook.xml';
const mostFormats = 100_000;

/** Finds the sheets of a workbook and how its numbers are shown. @throws InvalidInputError */
export async function readWorkbook(archive: XlsxArchive): Promise<Workbook> {
  if (!archive.has('_rels/.rels')) throw refuseFile(sayWhatItIs(archive));
  const main = [...(await readLinks(archive, '')).values()].find(({ type }) => type === 'officeDocument');
  const part = main?.part ?? workbookPart;
  if (!archive.has(part) || !part.endsWith('.xml')) throw refuseFile(sayWhatItIs(archive));
  const links = await readLinks(archive, part);
  const found: { name: string; id: string }[] = [];
  let from1904 = false;
  await readPart(archive, part, (name, attributes) => {
    if (name === 'sheet') found.push({ name: attributes.name ?? '', id: idOf(attributes) });
    if (name === 'workbookPr') from1904 = ['1', 'true'].includes(attributes.date1904 ?? '');
  });
  const sheets = found.flatMap(({ name, id }) => {
    const link = links.get(id);
    return link?.type === 'worksheet' ? [{ name, part: link.part }] : [];
  });
  const partOf = (type: string) =>
    [...links.values()].find((link) => link.type === type && archive.has(link.part))?.part;
  const stylePart = partOf('styles');
  const days = stylePart === undefined ? [] : await readDayFormats(archive, stylePart);
  return { sheets, sharedStrings: partOf('sharedStrings'), formats: { from1904, days } };
}

function sayWhatItIs(archive: XlsxArchive): string {
  if (archive.has('content.xml')) return 'is an OpenDocument file: save it as XLSX or CSV';
  if (archive.has('xl/workbook.bin')) return 'is a binary workbook (XLSB): save it as XLSX or CSV';
  return 'is an archive, but no workbook (XLSX)';
}

interface Link {
  type: string;
  part: string;
}

/** The parts that a part refers to, by the id of the reference. */
async function readLinks(archive: XlsxArchive, part: string): Promise<Map<string, Link>> {
  const folder = posix.dirname(part);
  const links = new Map<string, Link>();
  const from = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  await readPart(archive, from, (name, { Id, Type, Target, TargetMode }) => {
    if (name !== 'Relationship' || Id === undefined || Target === undefined || TargetMode === 'External')
      return;
    const path = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target);
    links.set(Id, { type: posix.basename(Type ?? ''), part: path });
  });
  return links;
}

/** `r:id`, whichever prefix it has. */
function idOf(attributes: Readonly<Record<string, string>>): string {
  const found = Object.entries(attributes).find(([name]) => name.endsWith(':id'));
  return found?.[1] ?? '';
}

/** For each format of a cell, by its number, whether it shows days. */
async function readDayFormats(archive: XlsxArchive, part: string): Promise<NumberFormats['days']> {
  const codes = new Map<string, string>();
  const days: ({ hasTime: boolean } | undefined)[] = [];
  let within = false;
  await readPart(
    archive,
    part,
    (name, { numFmtId = '0', formatCode = '' }) => {
      if (name === 'numFmt') codes.set(numFmtId, formatCode);
      if (name === 'cellXfs') within = true;
      if (name === 'xf' && within) days.push(toDayFormat(numFmtId, codes.get(numFmtId)));
      if (days.length > mostFormats || codes.size > mostFormats) throw refuseFile('has too many formats');
    },
    (name) => {
      if (name === 'cellXfs') within = false;
    },
  );
  return days;
}

/** Whether a format shows a day (ECMA-376, 18.8.30): those that are known by number, and those whose code has a year or a day. */
export function toDayFormat(id: string, code: string | undefined): { hasTime: boolean } | undefined {
  const number = Number(id);
  if (code === undefined) {
    if (number === 22) return { hasTime: true };
    const isDay =
      (number >= 14 && number <= 17) || (number >= 27 && number <= 36) || (number >= 50 && number <= 58);
    return isDay ? { hasTime: false } : undefined;
  }
  const [first = ''] = code.replaceAll(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '').split(';');
  return /[yd]/i.test(first) ? { hasTime: /[hs]/i.test(first) } : undefined;
}

async function readPart(
  archive: XlsxArchive,
  part: string,
  open: (name: string, attributes: Readonly<Record<string, string>>) => void,
  close: (name: string) => void = () => undefined,
): Promise<void> {
  for await (const _piece of parseXml(archive.read(part), part, { open, close }));
}
