import { createHash } from 'node:crypto';
import { canonicalJson } from '@popis/model';

/** A seal over some changes, but for its own hash. */
export interface SealContent {
  /** Counted from 1 without a gap. */
  id: number;
  firstChange: string;
  lastChange: string;
  /** How many changes it covers. */
  count: number;
  /** How many changes are sealed with it. */
  total: number;
  /** No change that is sealed later is dated before this. */
  horizon: Date;
  merkleRoot: Buffer;
  /** The hash of the seal before. */
  prevHash: Buffer;
  at: Date;
}

export interface Seal extends SealContent {
  hash: Buffer;
}

/** What the first seal has for the hash of the one before. */
export const noHash: Buffer = Buffer.alloc(32);

/** SHA-256 over the canonical encoding (RFC 8785) of a seal. */
export function hashSeal(seal: SealContent): Buffer {
  const { id, firstChange, lastChange, count, total, horizon, merkleRoot, prevHash, at } = seal;
  const encoded = canonicalJson({
    id,
    firstChange,
    lastChange,
    count,
    total,
    horizon: horizon.toISOString(),
    merkleRoot: merkleRoot.toString('hex'),
    prevHash: prevHash.toString('hex'),
    at: at.toISOString(),
  });
  return createHash('sha256').update(encoded).digest();
}
