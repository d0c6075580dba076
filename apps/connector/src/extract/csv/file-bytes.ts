import type { FileHandle } from 'node:fs/promises';
import type { Encoding } from '@popis/csv';

const bytesAtOnce = 256 * 1024;

/** The bytes of an open file from the first to the last, in pieces. */
export async function* readBytes(handle: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytesAtOnce), 0, bytesAtOnce, position);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}

/**
 * The encoding of a file: that of its byte order mark; UTF-8 where all of its bytes are valid as such, which text in a code page never
 * is by chance once it has a few letters beyond ASCII; else `otherwise`.
 */
export async function findEncoding(handle: FileHandle, otherwise: Encoding): Promise<Encoding> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let isFirst = true;
  for await (const bytes of readBytes(handle)) {
    if (isFirst) {
      const marked = findMark(bytes);
      // To UTF-8, text of ASCII in UTF-16 is text as well, with a NUL beside each letter.
      if (marked !== undefined || otherwise.startsWith('utf-16')) return marked ?? otherwise;
      isFirst = false;
    }
    try {
      decoder.decode(bytes, { stream: true });
    } catch {
      return otherwise;
    }
  }
  return 'utf-8';
}

function findMark([first, second, third]: Buffer): Encoding | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : undefined;
}
