import { InvalidInputError } from '@popis/errors';

/** Most bytes of one line; a longer one is skipped and reported. */
export const maxLineBytes = 4 * 1024 * 1024;
/** Most bytes of one request once inflated; more is an error of the request, and what came before is kept. */
export const maxRequestBytes = 512 * 1024 * 1024;

/** A line of the stream; `undefined` stands for one that was too long to be kept. */
export type Line = string | undefined;

const lineFeed = 0x0a;

/**
 * Splits a stream of bytes into its lines, holding no more than one line and one chunk. Blank lines are left out; the
 * last line needs no line feed.
 *
 * @throws InvalidInputError when the whole is longer than `limits.requestBytes`.
 */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  limits = { lineBytes: maxLineBytes, requestBytes: maxRequestBytes },
): AsyncGenerator<Line> {
  let total = 0;
  const line = new LineBuffer(limits.lineBytes);
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > limits.requestBytes) {
      throw new InvalidInputError(
        `One request may bring ${limits.requestBytes} bytes of records; send the rest in another`,
      );
    }
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      line.add(chunk.subarray(start, end));
      if (!line.isBlank) yield line.take();
      start = end + 1;
    }
    line.add(chunk.subarray(start));
  }
  if (!line.isBlank) yield line.take();
}

/** The bytes of the line being read; past the limit they are only counted. */
class LineBuffer {
  readonly #limit: number;
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isBlank(): boolean {
    if (this.#bytes > 1) return false;
    const text = Buffer.concat(this.#pieces).toString('utf8').trim();
    if (text === '') this.take();
    return text === '';
  }

  add(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes > this.#limit) this.#pieces = [];
    else if (piece.length > 0) this.#pieces.push(piece);
  }

  take(): Line {
    const line = this.#bytes > this.#limit ? undefined : Buffer.concat(this.#pieces).toString('utf8');
    this.#pieces = [];
    this.#bytes = 0;
    return line;
  }
}
