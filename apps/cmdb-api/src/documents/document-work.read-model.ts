import type { Tx } from '../platform/database/database.ts';
import type { DocumentWork } from './document-attestation.ts';
import type { DocumentRow, LinkRow, VersionRow } from './documents.repository.ts';

/** What a change wrote about documents, read again from the tables: its attested form must give the hash of the change. */
export async function readDocumentWork(tx: Tx, changeId: string): Promise<DocumentWork> {
  const documents = await tx.query<DocumentRow[]>(
    `SELECT document.id, document.name, document.category, document.description
     FROM document WHERE document.change_id = $1`,
    [changeId],
  );
  const versions = await tx.query<(VersionRow & { version: number; sizeBytes: string | number })[]>(
    `SELECT document_version.id, document_version.document_id AS "documentId", document_version.version,
       document_version.sha256, document_version.size_bytes AS "sizeBytes",
       document_version.media_type AS "mediaType", document_version.author
     FROM document_version WHERE document_version.change_id = $1`,
    [changeId],
  );
  const links = await tx.query<LinkRow[]>(
    `SELECT document_link.id, document_link.document_id AS "documentId", document_link.name,
       document_link.card_id AS "cardId"
     FROM document_link WHERE document_link.change_id = $1`,
    [changeId],
  );
  const ended = await tx.query<{ id: string }[]>(
    'SELECT document_link.id FROM document_link WHERE document_link.ended_change_id = $1',
    [changeId],
  );
  return {
    documents,
    versions: versions.map((row) => ({ ...row, sizeBytes: Number(row.sizeBytes) })),
    links,
    endedLinks: ended.map((row) => row.id),
  };
}
