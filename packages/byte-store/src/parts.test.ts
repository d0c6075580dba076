import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutIntoParts } from './parts.ts';

test('parts are full but the last, none is empty, and together they are the stream', async () => {
  const chunkList = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 20 });

  await fc.assert(
    fc.asyncProperty(chunkList, fc.integer({ min: 1, max: 16 }), async (chunks, partBytes) => {
      const buffers = chunks.map((chunk) => Buffer.from(chunk));
      const parts: Buffer[] = [];

      for await (const part of cutIntoParts(Readable.from(buffers), partBytes)) parts.push(part);

      expect(Buffer.concat(parts).equals(Buffer.concat(buffers))).toBe(true);
      expect(parts.slice(0, -1).every((part) => part.length === partBytes)).toBe(true);
      expect(parts.every((part) => part.length > 0 && part.length <= partBytes)).toBe(true);
    }),
  );
});
