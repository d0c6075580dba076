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

/** What the hash of a change covers of documents: every value that was written, the SHA-256 of the bytes included. */
export function toAttested(work: DocumentWork): JsonValue {
  return {
    documents: (work.documents ?? []).map(({ id, name, category, description }) => ({
      id,
      name,
      category,
      description,
    })),
    versions: (work.versions ?? []).map((row) => ({
      id: row.id,
      documentId: row.documentId,
      version: row.version,
      sha256: row.sha256.toString('hex'),
      sizeBytes: row.sizeBytes,
      mediaType: row.mediaType,
      author: row.author,
    })),
    links: (work.links ?? []).map(({ id, documentId, name, cardId }) => ({ id, documentId, name, cardId })),
    endedLinks: [...(work.endedLinks ?? [])],
  };
}
