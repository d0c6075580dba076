import type { JsonValue } from '@popis/model';
import type { DocumentRow, LinkRow, VersionRow } from './documents.repository.ts';

/** What one change wrote about documents. */
export interface DocumentWork {
  documents?: readonly DocumentRow[];
  versions?: readonly (VersionRow & { version: number })[];
  links?: readonly LinkRow[];
  /** Ids of links that end. */
  endedLinks?: readonly string[];
}

/**
 * The attested form of what a change wrote about documents: every value, the SHA-256 of the bytes included, in the order of
 * ids, so that it can be made again from the tables.
 */
export function toAttested(work: DocumentWork): JsonValue {
  return {
    documents: byId(work.documents ?? []).map(({ id, name, category, description }) => ({
      id,
      name,
      category,
      description,
    })),
    versions: byId(work.versions ?? []).map((row) => ({
      id: row.id,
      documentId: row.documentId,
      version: row.version,
      sha256: row.sha256.toString('hex'),
      sizeBytes: row.sizeBytes,
      mediaType: row.mediaType,
      author: row.author,
    })),
    links: byId(work.links ?? []).map(({ id, documentId, name, cardId }) => ({
      id,
      documentId,
      name,
      cardId,
    })),
    endedLinks: [...(work.endedLinks ?? [])].sort(),
  };
}

function byId<Row extends { id: string }>(rows: readonly Row[]): Row[] {
  return [...rows].sort((one, other) => (one.id < other.id ? -1 : 1));
}
