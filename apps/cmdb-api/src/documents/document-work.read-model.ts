import {
  type ChangeWindow,
  isWithin,
  type OfChange,
  toInstant,
  windowValues,
} from '../changes/change-window.ts';
import type { Tx } from '../platform/database/database.ts';
import type { DocumentRow, LinkRow, VersionRow } from './documents.repository.ts';

/** What changes wrote about documents, read again from the tables: its attested form must give their hashes. */
export async function readDocumentWorks(tx: Tx, window: ChangeWindow) {
  const begun = (table: string, columns: string) =>
    `SELECT ${columns}, ${table}.change_id AS "changeId", ${toInstant(`${table}.valid_from`)} AS instant
     FROM ${table} WHERE ${isWithin(`${table}.change_id`, window)}`;
  const values = windowValues(window);
  const documents: (DocumentRow & OfChange)[] = await tx.query(
    begun('document', 'document.id, document.name, document.category, document.description'),
    values,
  );
  const versions: (VersionRow & OfChange & { version: number; sizeBytes: string | number })[] =
    await tx.query(
      begun(
        'document_version',
        `document_version.id, document_version.document_id AS "documentId", document_version.version,
         document_version.sha256, document_version.size_bytes AS "sizeBytes",
         document_version.media_type AS "mediaType", document_version.author`,
      ),
      values,
    );
  const links: (LinkRow & OfChange)[] = await tx.query(
    begun(
      'document_link',
      `document_link.id, document_link.document_id AS "documentId", document_link.name,
       document_link.card_id AS "cardId"`,
    ),
    values,
  );
  const endedLinks: ({ id: string } & OfChange)[] = await tx.query(
    `SELECT document_link.id, document_link.ended_change_id AS "changeId",
       ${toInstant('document_link.valid_to')} AS instant
     FROM document_link WHERE ${isWithin('document_link.ended_change_id', window)}`,
    values,
  );
  const sized = versions.map((row) => ({ ...row, sizeBytes: Number(row.sizeBytes) }));
  return { documents, versions: sized, links, endedLinks };
}
