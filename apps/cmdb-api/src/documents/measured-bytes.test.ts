import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { InvalidInputError, UpstreamFailedError } from '@popis/errors';
import { describe, expect, test } from 'vitest';
import { MeasuredBytes, VerifiedBytes } from './measured-bytes.ts';

const bytes = Buffer.from('the content of a document '.repeat(100));
const sha256 = createHash('sha256').update(bytes).digest();

function chunks(): Readable {
  const list: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 100) list.push(bytes.subarray(at, at + 100));
  return Readable.from(list);
}

describe('bytes on their way in', () => {
  test('are measured while they pass', async () => {
    const measured = new MeasuredBytes(bytes.length);

    const [passed] = await Promise.all([buffer(measured), pipeline(chunks(), measured)]);

    expect(passed.equals(bytes)).toBe(true);
    expect(measured.sizeBytes).toBe(bytes.length);
    expect(measured.sha256().equals(sha256)).toBe(true);
    expect(measured.head.equals(bytes.subarray(0, 512))).toBe(true);
  });

  test('are refused from the first byte over the limit on', async () => {
    const measured = new MeasuredBytes(bytes.length - 1);
    measured.resume();

    await expect(pipeline(chunks(), measured)).rejects.toBeInstanceOf(InvalidInputError);
  });
});

describe('bytes on their way out', () => {
  test('pass whole when they are what was stored', async () => {
    const verified = new VerifiedBytes(sha256);

    const [passed] = await Promise.all([buffer(verified), pipeline(chunks(), verified)]);

    expect(passed.equals(bytes)).toBe(true);
  });

  test('are never complete when they are not', async () => {
    const verified = new VerifiedBytes(createHash('sha256').update('else').digest());
    let received = 0;
    verified.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });

    await expect(pipeline(chunks(), verified)).rejects.toBeInstanceOf(UpstreamFailedError);

    expect(received).toBeLessThan(bytes.length);
  });

  test('may be none', async () => {
    const verified = new VerifiedBytes(createHash('sha256').digest());

    const [passed] = await Promise.all([buffer(verified), pipeline(Readable.from([]), verified)]);

    expect(passed.length).toBe(0);
  });
});
