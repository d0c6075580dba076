import { hash, randomBytes } from 'node:crypto';
import { cleanText, decodeDocument, isPlainUtf8 } from './characters.ts';
import type { BodyLimits } from './limits.ts';
import type { SectionRow } from './messages.ts';
import { parseXml } from './xml.ts';
import { findChild, type XmlElement } from './xml-element.ts';

/** The elements of a section that stand one after another in a report: all that it says of the section. */
export interface SectionRun {
  /** Digest of the bytes. Equal bytes have equal rows. */
  key: string;
  /** Elements in it, with those inside others. */
  elements: number;
  /** The rows, read only when somebody asks for them. */
  rows(): SectionRow[];
}

/** What is known of runs that have been read before. */
export interface KnownRuns {
  find(key: string): { elements: number } | undefined;
}

/** A report whose run of one section was read apart from the rest, or not at all since it is known. */
export interface CutReport {
  /** The rest, without a trace of the run. */
  root: XmlElement;
  run: SectionRun;
  isRead: boolean;
  replaced: number;
}

/** Nine tenths of the bytes of a usual report. */
export const CUT_SECTION = 'SOFTWARES';
const FEWEST_BYTES = 2048;
const OPENING = `<${CUT_SECTION}>`;
const CLOSING = `</${CUT_SECTION}>`;
/** Stands for the run in the rest. Nobody outside knows it, so none can pretend to be one. */
const MARK = `CUT_${randomBytes(12).toString('hex')}`;

/**
 * Reads a report in two pieces: the run of its longest section, and the rest, in which an element of no content stands for it.
 * A run that has been read before is not read again. Where the mark is found shows what the run stands in: only
 * among the sections of an inventory the two pieces together say what the whole does. In all other cases, and when one of
 * the pieces is not in order, the answer is undefined, and the whole has to be read.
 */
export function readCut(bytes: Uint8Array, limits: BodyLimits, known: KnownRuns): CutReport | undefined {
  const pieces = cut(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (pieces === undefined) {
    return undefined;
  }
  const key = hash('sha256', pieces.run, 'base64url');
  const found = known.find(key);
  const read = found === undefined ? readRun(pieces.run, limits) : undefined;
  const elements = found?.elements ?? read?.elements;
  if (elements === undefined) {
    return undefined;
  }
  const { text, replaced } = decodeDocument(pieces.rest);
  const rest = parseXml(text, { ...limits, elements: limits.elements - elements + 1 });
  if (!rest.accepted || !takeMark(findChild(rest.value, 'CONTENT'))) {
    return undefined;
  }
  let rows = read?.rows;
  const run: SectionRun = {
    key,
    elements,
    rows() {
      rows ??= readRun(pieces.run, limits)?.rows ?? [];
      return rows;
    },
  };
  return { root: rest.value, run, isRead: read !== undefined, replaced };
}

function cut(bytes: Buffer): { run: Buffer; rest: Buffer } | undefined {
  const start = bytes.indexOf(OPENING, 0, 'latin1');
  const end = start === -1 ? -1 : bytes.lastIndexOf(CLOSING, undefined, 'latin1') + CLOSING.length;
  if (end - start < FEWEST_BYTES || !isPlainUtf8(bytes)) {
    return undefined;
  }
  const mark = Buffer.from(`<${MARK}></${MARK}>`, 'latin1');
  return {
    run: bytes.subarray(start, end),
    rest: Buffer.concat([bytes.subarray(0, start), mark, bytes.subarray(end)]),
  };
}

/** Takes the mark out, if it is there once and nothing else is of its section. */
function takeMark(content: XmlElement | undefined): boolean {
  const at = content?.children.findIndex((child) => child.name === MARK) ?? -1;
  const mark = content?.children[at];
  if (content === undefined || mark === undefined || mark.children.length > 0 || mark.text !== '') {
    return false;
  }
  content.children.splice(at, 1);
  return content.children.every((child) => child.name !== MARK && child.name !== CUT_SECTION);
}

/** The rows of a run, when it is elements of the section and nothing else, and has rows. */
function readRun(run: Buffer, limits: BodyLimits): { rows: SectionRow[]; elements: number } | undefined {
  const { text, replaced } = cleanText(run.toString('utf8'));
  // As deep as it stands in the report.
  const tree = parseXml(`<REQUEST><CONTENT>${text}</CONTENT></REQUEST>`, limits);
  const content = tree.accepted ? tree.value.children[0] : undefined;
  if (
    replaced > 0 ||
    content === undefined ||
    content.text !== '' ||
    (tree.accepted && tree.value.children.length !== 1) ||
    content.children.some((child) => child.name !== CUT_SECTION)
  ) {
    return undefined;
  }
  const rows = content.children.map(toRow).filter((row) => Object.keys(row).length > 0);
  return rows.length === 0 ? undefined : { rows, elements: countElements(content) - 1 };
}

function countElements(element: XmlElement): number {
  let count = 1;
  for (const child of element.children) {
    count += child.children.length === 0 ? 1 : countElements(child);
  }
  return count;
}

/** Field → value of a section's element; empty fields are absent, and of several of one name the first counts. */
export function toRow(element: XmlElement): SectionRow {
  const row: SectionRow = {};
  for (const field of element.children) {
    if (field.text !== '' && row[field.name] === undefined) {
      row[field.name] = field.text;
    }
  }
  return row;
}
