import type { Tx } from '../platform/database/database.ts';

export interface UploadRow {
  versionId: string;
  documentId: string;
}

export async function insertUpload(tx: Tx, row: UploadRow): Promise<void> {
  await tx.query('INSERT INTO document_upload (version_id, document_id) VALUES ($1, $2)', [
    row.versionId,
    row.documentId,
  ]);
}

/** Ends an upload; false when it is no longer known, because it was given up as too old. */
export async function deleteUpload(tx: Tx, versionId: string): Promise<boolean> {
  const deleted = await tx.query<{ found: boolean }[]>(
    `WITH deleted AS (DELETE FROM document_upload WHERE version_id = $1 RETURNING version_id)
     SELECT true AS found FROM deleted`,
    [versionId],
  );
  return deleted.length > 0;
}

/** Waits for a transaction that may be ending the upload. False when one has. */
export async function lockUpload(tx: Tx, versionId: string): Promise<boolean> {
  const found = await tx.query<unknown[]>(
    `SELECT document_upload.version_id FROM document_upload WHERE document_upload.version_id = $1 FOR UPDATE`,
    [versionId],
  );
  return found.length > 0;
}

/** An upload begun longer ago than that, which no other process is clearing away now. */
export async function lockStaleUpload(tx: Tx, olderThanHours: number): Promise<UploadRow | undefined> {
  const [stale] = await tx.query<UploadRow[]>(
    `SELECT document_upload.version_id AS "versionId", document_upload.document_id AS "documentId"
     FROM document_upload
     WHERE document_upload.started_at < now() - make_interval(hours => $1)
     ORDER BY document_upload.started_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [olderThanHours],
  );
  return stale;
}
