import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { type Line, readLines } from './read-lines.ts';

async function collect(lines: AsyncIterable<Line>): Promise<Line[]> {
  const collected: Line[] = [];
  for await (const line of lines) collected.push(line);
  return collected;
}

async function linesOf(chunks: readonly string[], lineBytes = 20, requestBytes = 1_000) {
  const bytes = Readable.from(chunks.map((chunk) => Buffer.from(chunk, 'utf8')));
  return collect(readLines(bytes, { lineBytes, requestBytes }));
}

describe('the lines of a stream', () => {
  test('come out whole however the bytes were cut', async () => {
    expect(await linesOf(['{"a"', ':1}\n{"b":', '2}\n', '{"c":3}'])).toEqual([
      '{"a":1}',
      '{"b":2}',
      '{"c":3}',
    ]);
  });

  test('keep a character that was cut in two', async () => {
    const bytes = Buffer.from('"ž"\n');

    const lines = await collect(readLines(Readable.from([bytes.subarray(0, 2), bytes.subarray(2)])));

    expect(lines).toEqual(['"ž"']);
  });

  test('leave out blank ones', async () => {
    expect(await linesOf(['\n', '1\r\n', '\r\n', '2\n'])).toEqual(['1\r', '2']);
  });

  test('skip one that is too long and go on', async () => {
    expect(await linesOf(['1\n', 'x'.repeat(15), 'x'.repeat(15), '\n2\n'])).toEqual(['1', undefined, '2']);
  });

  test('stop where the request grows too large', async () => {
    await expect(linesOf(['1\n'.repeat(600)])).rejects.toThrow('One request may bring 1000 bytes');
  });
});
