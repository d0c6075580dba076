import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { refuseFile } from './file-rows.ts';
import { parseXml } from './xml-events.ts';

const perBlock = 256;
const mostStrings = 20_000_000;
/** Characters of the blocks that are kept in memory. */
const mostKept = 16_000_000;

/**
 * The texts that a workbook keeps apart from its cells. Any number of them: they lie in a file beside the workbook, by blocks, the
 * last used of which are in memory.
 */
export class SharedStrings {
  private readonly file: number;
  private readonly places: number[] = [0];
  private readonly kept = new Map<number, { texts: string[]; characters: number }>();
  private keptCharacters = 0;
  private last: string[] = [];
  private count = 0;

  constructor(path: string) {
    this.file = openSync(path, 'w+', 0o600);
  }

  add(text: string): void {
    this.count += 1;
    if (this.count > mostStrings) throw refuseFile(`has more than ${mostStrings} shared texts`);
    this.last.push(text);
    if (this.last.length < perBlock) return;
    const place = this.places.at(-1) ?? 0;
    this.places.push(place + writeSync(this.file, JSON.stringify(this.last)));
    this.last = [];
  }

  /** The text with a number. @throws InvalidInputError when there is none */
  get(index: number): string {
    const block = Math.floor(index / perBlock);
    const texts = block === this.places.length - 1 ? this.last : this.readBlock(block);
    const text = texts[index % perBlock];
    if (text === undefined) throw refuseFile('is broken: a cell has a shared text that is not there');
    return text;
  }

  close(): void {
    closeSync(this.file);
  }

  private readBlock(block: number): string[] {
    const known = this.kept.get(block);
    if (known !== undefined) {
      this.kept.delete(block);
      this.kept.set(block, known);
      return known.texts;
    }
    const [from = 0, to = from] = this.places.slice(block, block + 2);
    const bytes = Buffer.alloc(to - from);
    readSync(this.file, bytes, 0, bytes.length, from);
    const texts: string[] = bytes.length === 0 ? [] : JSON.parse(bytes.toString());
    this.kept.set(block, { texts, characters: bytes.length });
    this.keptCharacters += bytes.length;
    for (const [oldest, { characters }] of this.kept) {
      if (this.keptCharacters <= mostKept || oldest === block) break;
      this.kept.delete(oldest);
      this.keptCharacters -= characters;
    }
    return texts;
  }
}

/** Reads `sharedStrings.xml` (ECMA-376, 18.4.8): runs of one text are joined, readings of East Asian text left out. */
export async function readSharedStrings(
  bytes: AsyncIterable<Buffer>,
  part: string,
  mostCharacters: number,
  strings: SharedStrings,
): Promise<void> {
  let text = '';
  let isText = false;
  let isReading = false;
  const handler = {
    open(name: string) {
      if (name === 'si') text = '';
      if (name === 'rPh') isReading = true;
      isText = name === 't' && !isReading;
    },
    text(piece: string) {
      if (isText) text += piece;
      if (text.length > mostCharacters)
        throw refuseFile(`has a cell of more than ${mostCharacters} characters`);
    },
    close(name: string) {
      isText = false;
      if (name === 'rPh') isReading = false;
      if (name === 'si') strings.add(unescapeText(text));
    },
  };
  for await (const _piece of parseXml(bytes, part, handler));
}

/** Undoes `_x000D_` and the like (ECMA-376, ST_Xstring). */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_all, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
