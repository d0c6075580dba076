import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { InvalidInputError } from '@popis/errors';
import yauzl from 'yauzl';
import { refuseFile } from './file-rows.ts';

/** Most that a part may inflate to, by bytes and by how often its packed size; small ones may shrink as they like. */
const mostInflatedBytes = 2 * 1024 * 1024 * 1024;
const mostRatio = 200;
const freeBytes = 16 * 1024 * 1024;
const mostParts = 10_000;

/** An XLSX file on disk, whose parts are read one by one as streams. */
export class XlsxArchive {
  private readonly zip: yauzl.ZipFile;
  private readonly parts: ReadonlyMap<string, yauzl.Entry>;

  private constructor(zip: yauzl.ZipFile, parts: ReadonlyMap<string, yauzl.Entry>) {
    this.zip = zip;
    this.parts = parts;
  }

  /** @throws InvalidInputError when it is no ZIP archive, or one that is not to be opened */
  static async open(path: string): Promise<XlsxArchive> {
    const zip = await orRefuse(yauzl.openPromise(path, { autoClose: false }));
    // A later one would have nobody to hear it.
    zip.on('error', () => undefined);
    try {
      if (zip.entryCount > mostParts) throw refuseFile(`has more than ${mostParts} parts`);
      return new XlsxArchive(zip, await orRefuse(listParts(zip)));
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  has(name: string): boolean {
    return this.parts.has(name);
  }

  /**
   * A part as it inflates; what it says of its own size is not believed.
   *
   * @throws InvalidInputError when it is absent, broken or too large
   */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.parts.get(name);
    if (entry === undefined) throw refuseFile(`is no workbook: it has no ${name}`);
    if (entry.isEncrypted()) throw refuseFile('is encrypted: save it without a password');
    let bytes: Readable | undefined;
    let inflated = 0;
    let checksum = 0;
    try {
      bytes = await this.zip.openReadStreamPromise(entry);
      for await (const chunk of bytes) {
        inflated += chunk.length;
        if (inflated > mostInflatedBytes || inflated > freeBytes + mostRatio * entry.compressedSize) {
          throw refuseFile(`inflates to too much: ${name}`);
        }
        checksum = crc32(chunk, checksum);
        yield chunk;
      }
      if (checksum !== entry.crc32) throw refuseFile(`is damaged: ${name} is not what was packed`);
    } catch (error) {
      throw asRefusal(error, `is broken: ${name}`);
    } finally {
      bytes?.destroy();
    }
  }

  close(): void {
    this.zip.close();
  }
}

async function listParts(zip: yauzl.ZipFile): Promise<Map<string, yauzl.Entry>> {
  const parts = new Map<string, yauzl.Entry>();
  for await (const entry of zip.eachEntry()) parts.set(entry.fileName, entry);
  return parts;
}

async function orRefuse<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw asRefusal(error, 'is no whole XLSX file');
  }
}

/** Whatever goes wrong while a file is read is a fault of the file; refusals that say more stay. */
export function asRefusal(error: unknown, message: string): InvalidInputError {
  return error instanceof InvalidInputError ? error : refuseFile(message, error);
}
