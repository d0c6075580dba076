import { createHash } from 'node:crypto';
import { canonicalJson, type JsonValue } from '@popis/model';

/** Who changes something, why and through what. */
export interface ChangeContext {
  /** Username of the account that acts. */
  actor: string;
  /** The source that the values come from: `person`, `seed`, or one of the connector's. */
  source: string;
  runId?: string | null | undefined;
  reason?: string | null | undefined;
  requestId?: string | null | undefined;
  /** The change must be later than this: the end of what it brings back. */
  after?: Date | undefined;
}

/** One change: every write belongs to exactly one, and all that one change wrote has its time. */
export interface Change {
  id: string;
  at: Date;
  actor: string;
  source: string;
  runId: string | null;
  reason: string | null;
  requestId: string | null;
}

/**
 * How the hash of a change is made: 1 = over everything that it wrote, as one text; 2 = over the hashes of the single things
 * that it wrote, so that one of them can be removed and the hash of the change still be made again.
 */
export type AttestedForm = 1 | 2;

/**
 * SHA-256 over the canonical encoding (RFC 8785) of a change and of everything it wrote, so that a later edit of the
 * tables behind the application's back can be found. `content` must be readable again from the tables alone.
 */
export function attest(change: Change, content: JsonValue): Buffer {
  const attested = canonicalJson({ change: { ...change, at: change.at.toISOString() }, content });
  return createHash('sha256').update(attested).digest();
}

/** SHA-256 over the canonical encoding of one thing that a change wrote. */
export function hashItem(item: JsonValue): Buffer {
  return createHash('sha256').update(canonicalJson(item)).digest();
}

/** The hash of a change in form 2, over the hashes of what it wrote, in any order. */
export function attestItems(change: Change, hashes: readonly Buffer[]): Buffer {
  const items = hashes.map((hash) => hash.toString('hex')).sort();
  const attested = canonicalJson({ form: 2, change: { ...change, at: change.at.toISOString() }, items });
  return createHash('sha256').update(attested).digest();
}
