import { createHash } from 'node:crypto';

/** Bytes of a hash that are kept: enough that no two inputs will ever have the same. */
const hashBytes = 24;

/** What makes records of an inventory document, beside the document itself. */
export interface Makers {
  /** Version of this connector: another one may read the stylesheet's output in another way. */
  readonly connector: string;
  /** Version of the mapping. */
  readonly mapping: string;
  /** The names that the CMDB has for what the mapping names. */
  readonly names: object;
}

/**
 * Gives inventory documents their hashes. Equal hashes mean equal records: all that the mapping of a document depends on is in
 * them, and nothing else.
 */
export function hasherOf(makers: Makers): (document: string) => string {
  const before = JSON.stringify([makers.connector, makers.mapping, makers.names]);
  return (document) =>
    createHash('sha256')
      .update(before)
      .update('\0')
      .update(document)
      .digest()
      .toString('base64url', 0, hashBytes);
}

/** The fingerprints of all records that came of a document: its hash, and which of how many. */
export function fingerprintsOf(hash: string, records: number): string[] {
  return Array.from({ length: records }, (_none, index) => `${hash}.${index + 1}/${records}`);
}

/** What the CMDB has kept of an earlier run. */
export class KeptRecords {
  readonly #fingerprints = new Set<string>();
  /** Records that came of a document, by its hash. */
  readonly #counts = new Map<string, number>();

  constructor(fingerprints: Iterable<string>) {
    for (const fingerprint of fingerprints) {
      const [, hash, count] = /^(.+)\.\d+\/(\d+)$/.exec(fingerprint) ?? [];
      if (hash === undefined) continue;
      this.#fingerprints.add(fingerprint);
      this.#counts.set(hash, Number(count));
    }
  }

  get size(): number {
    return this.#counts.size;
  }

  /** The fingerprints of what came of a document; `undefined` unless every record that did is kept. */
  find(hash: string): readonly string[] | undefined {
    const count = this.#counts.get(hash);
    if (count === undefined) return undefined;
    const fingerprints = fingerprintsOf(hash, count);
    return fingerprints.every((each) => this.#fingerprints.has(each)) ? fingerprints : undefined;
  }
}
