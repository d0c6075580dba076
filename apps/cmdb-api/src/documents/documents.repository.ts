import type { Change } from '../changes/attestation.ts';
import type { Tx } from '../platform/database/database.ts';

export interface DocumentRow {
  id: string;
  name: string;
  category: string | null;
  description: string | null;
}

export interface VersionRow {
  id: string;
  documentId: string;
  sha256: Buffer;
  sizeBytes: number;
  mediaType: string;
  /** Username of whoever uploaded it. */
  author: string;
}

/** The change that a row begins or ends with. */
export type ChangeMark = Pick<Change, 'id' | 'at'>;

export async function insertDocument(tx: Tx, row: DocumentRow, change: ChangeMark): Promise<void> {
  await tx.query(
    `INSERT INTO document (id, name, category, description, valid_from, change_id) VALUES ($1, $2, $3, $4, $5, $6)`,
    [row.id, row.name, row.category, row.description, change.at, change.id],
  );
}

/** Waits for whoever else is adding a version to the document. Gives its newest version, undefined for no document. */
export async function lockNewestVersion(
  tx: Tx,
  documentId: string,
): Promise<{ version: number; sha256: Buffer; validFrom: Date } | undefined> {
  await tx.query('SELECT document.id FROM document WHERE document.id = $1 FOR UPDATE', [documentId]);
  const [newest] = await tx.query<{ version: number; sha256: Buffer; validFrom: Date }[]>(
    `SELECT document_version.version, document_version.sha256, document_version.valid_from AS "validFrom"
     FROM document_version
     WHERE document_version.document_id = $1 ORDER BY document_version.version DESC LIMIT 1`,
    [documentId],
  );
  return newest;
}

export async function insertVersion(
  tx: Tx,
  row: VersionRow,
  version: number,
  change: ChangeMark,
): Promise<void> {
  await tx.query(
    `INSERT INTO document_version
       (id, document_id, version, sha256, size_bytes, media_type, author, valid_from, change_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[row.id, row.documentId, version, row.sha256, row.sizeBytes],
      ...[row.mediaType, row.author, change.at, change.id],
    ],
  );
}

export interface LinkRow {
  id: string;
  documentId: string;
  name: string;
  cardId: string;
}

export async function insertLink(tx: Tx, row: LinkRow, change: ChangeMark): Promise<void> {
  await tx.query(
    `INSERT INTO document_link (id, document_id, name, card_id, valid_from, change_id)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [row.id, row.documentId, row.name, row.cardId, change.at, change.id],
  );
}

/** The link between a document and a card that has not ended, locked until the transaction ends. */
export async function lockLink(
  tx: Tx,
  documentId: string,
  cardId: string,
): Promise<(LinkRow & { validFrom: Date }) | undefined> {
  const [link] = await tx.query<(LinkRow & { validFrom: Date })[]>(
    `SELECT document_link.id, document_link.document_id AS "documentId", document_link.name,
       document_link.card_id AS "cardId", document_link.valid_from AS "validFrom"
     FROM document_link
     WHERE document_link.document_id = $1 AND document_link.card_id = $2 AND document_link.valid_to IS NULL
     FOR UPDATE`,
    [documentId, cardId],
  );
  return link;
}

export async function endLink(tx: Tx, linkId: string, change: ChangeMark): Promise<void> {
  await tx.query('UPDATE document_link SET valid_to = $2, ended_change_id = $3 WHERE id = $1', [
    linkId,
    change.at,
    change.id,
  ]);
}
