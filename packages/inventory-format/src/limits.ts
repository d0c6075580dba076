import type { RowSurplus } from './row-surplus.ts';

/** What a body may cost before it is refused; all of it comes from strangers. */
export interface BodyLimits {
  /** Bytes on the wire. */
  compressedBytes: number;
  /** Bytes after inflating. */
  inflatedBytes: number;
  /** Inflated bytes per byte on the wire, once the result is above 1 MiB. Inventories reach about 10. */
  inflationRatio: number;
  /** Elements inside each other. */
  depth: number;
  /** Elements and attributes in all. */
  elements: number;
  /** Characters of the text of one element. */
  textLength: number;
  /** Rows of one section, and of what else is repeated. Servers with all their users and packages reach 10,000. */
  rowsOfSection: number;
  /** Words that no dictionary of software has, in one report: 10,000 titles that all are new have at most 30,000. */
  newWords: number;
}

/** The limits of the inventory server: ten times the largest inventory seen in the field. */
export const DEFAULT_LIMITS: BodyLimits = {
  compressedBytes: 2 * 1024 * 1024,
  inflatedBytes: 32 * 1024 * 1024,
  inflationRatio: 200,
  depth: 16,
  elements: 400_000,
  textLength: 1024 * 1024,
  rowsOfSection: 25_000,
  newWords: 30_000,
};

/** Why a body cannot be read. */
export type BodyFault =
  /** Neither zlib, gzip nor plain XML, or cut off. */
  | 'not-inflatable'
  /** One of the limits is passed. */
  | 'too-large'
  /** A section has more rows than are taken. */
  | 'too-many-rows'
  /** A document type declaration: entities are an attack, no agent sends one. */
  | 'doctype'
  /** Not well-formed XML. */
  | 'malformed'
  /** DEVICEID missing or not `name-YYYY-MM-DD-hh-mm-ss`. */
  | 'device-id'
  /** QUERY missing or unknown. */
  | 'query';

/** The value, or why there is none: input of strangers is expected to be wrong. */
export type Outcome<Value> =
  | { accepted: true; value: Value }
  | { accepted: false; fault: BodyFault; surplus?: RowSurplus };
