import { createHash } from 'node:crypto';
import type { TransformCallback } from 'node:stream';
import { Transform } from 'node:stream';
import { InvalidInputError, UpstreamFailedError } from '@popis/errors';
import { SNIFFED_BYTES } from './media-type.ts';

/** Passes bytes on and knows, once they have ended, how many they were, their SHA-256 and how they begin. */
export class MeasuredBytes extends Transform {
  sizeBytes = 0;
  head: Buffer = Buffer.alloc(0);
  private readonly hash = createHash('sha256');
  private readonly limitBytes: number;

  constructor(limitBytes: number) {
    super();
    this.limitBytes = limitBytes;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.sizeBytes += chunk.length;
    if (this.sizeBytes > this.limitBytes) {
      done(tooLarge(this.limitBytes));
      return;
    }
    this.hash.update(chunk);
    if (this.head.length < SNIFFED_BYTES) {
      this.head = Buffer.concat([this.head, chunk.subarray(0, SNIFFED_BYTES - this.head.length)]);
    }
    done(null, chunk);
  }

  /** To be asked once, after the end. */
  sha256(): Buffer {
    return this.hash.digest();
  }
}

/**
 * Passes bytes on and fails at their end unless they have the SHA-256. The last chunk is held back until then, so that a
 * receiver that knows the size cannot take damaged bytes for whole ones.
 */
export class VerifiedBytes extends Transform {
  private readonly hash = createHash('sha256');
  private readonly sha256: Buffer;
  private held: Buffer | undefined;

  constructor(sha256: Buffer) {
    super();
    this.sha256 = sha256;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.hash.update(chunk);
    const ready = this.held;
    this.held = chunk;
    done(null, ready);
  }

  override _flush(done: TransformCallback): void {
    if (!this.hash.digest().equals(this.sha256)) {
      done(new UpstreamFailedError('The stored file is damaged'));
      return;
    }
    done(null, this.held);
  }
}

export function tooLarge(limitBytes: number): InvalidInputError {
  return new InvalidInputError(`The file is larger than the limit of ${formatMiB(limitBytes)} MiB`, [
    { path: 'file', message: `must have at most ${limitBytes} bytes` },
  ]);
}

function formatMiB(bytes: number): string {
  return String(Math.floor((bytes / (1024 * 1024)) * 10) / 10);
}
