import type { Readable } from 'node:stream';

/** The bytes of the stream in buffers of exactly `partBytes`, the last one shorter; none for an empty stream. */
export async function* cutIntoParts(bytes: Readable, partBytes: number): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  for await (const chunk of bytes) {
    let rest: Buffer = chunk;
    while (pendingBytes + rest.length >= partBytes) {
      const taken = rest.subarray(0, partBytes - pendingBytes);
      yield Buffer.concat([...pending, taken], partBytes);
      rest = rest.subarray(taken.length);
      pending = [];
      pendingBytes = 0;
    }
    if (rest.length === 0) continue;
    pending.push(rest);
    pendingBytes += rest.length;
  }
  if (pendingBytes > 0) yield Buffer.concat(pending, pendingBytes);
}
