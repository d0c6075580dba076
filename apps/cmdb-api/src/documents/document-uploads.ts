import { pipeline } from 'node:stream/promises';
import { type ByteStore, toByteKey } from '@popis/byte-store';
import { UnavailableError } from '@popis/errors';
import { createLogger } from '@popis/runtime';
import type { Database, Tx } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import { deleteUpload, insertUpload, lockStaleUpload, lockUpload } from './document-uploads.repository.ts';
import { cleanFileName } from './file-name.ts';
import { MeasuredBytes } from './measured-bytes.ts';
import { toMediaType } from './media-type.ts';
import { type FilePart, type FormPart, readUploadForm } from './upload-form.ts';

const log = createLogger('cmdb-api.documents');
const STALE_HOURS = 24;

/** A file whose bytes are safe in the store and that no one can see yet. */
export interface ReceivedFile {
  versionId: string;
  documentId: string;
  name: string;
  mediaType: string;
  sizeBytes: number;
  sha256: Buffer;
}

/**
 * Takes files into the byte store. An upload is written down before its first byte and struck out in the transaction that
 * makes its version visible, so bytes that belong to no version can always be found and removed.
 */
export class DocumentUploads {
  private readonly database: Database;
  private readonly store: ByteStore;
  private readonly limitBytes: number;

  constructor(database: Database, store: ByteStore, limitBytes: number) {
    this.database = database;
    this.store = store;
    this.limitBytes = limitBytes;
  }

  /**
   * Reads a form, keeps its file as a version of the document and runs `commit`, which makes it visible in its transaction.
   * `commit` says whether it took the file. Whatever goes wrong, a file that was not taken leaves nothing behind.
   */
  async receive<Result>(
    documentId: string,
    parts: AsyncIterable<FormPart>,
    fieldNames: readonly string[],
    commit: (
      tx: Tx,
      file: ReceivedFile,
      fields: ReadonlyMap<string, string>,
    ) => Promise<{ taken: boolean; result: Result }>,
  ): Promise<Result> {
    const versionId = newId();
    await insertUpload(this.database.single, { versionId, documentId });
    let taken = false;
    try {
      const form = await readUploadForm(parts, fieldNames, (part) => this.keep(versionId, documentId, part));
      const outcome = await this.database.transaction(async (tx) => {
        const committed = await commit(tx, form.file, form.fields);
        if (committed.taken && !(await deleteUpload(tx, versionId))) {
          throw new UnavailableError('The upload took too long. Send it again');
        }
        return committed;
      });
      taken = outcome.taken;
      return outcome.result;
    } finally {
      if (!taken) await this.discard(versionId, documentId);
    }
  }

  /** Removes what uploads of processes that have ended left behind. */
  async removeStale(): Promise<number> {
    for (let removed = 0; ; removed += 1) {
      const found = await this.database.transaction(async (tx) => {
        const stale = await lockStaleUpload(tx, STALE_HOURS);
        if (stale === undefined) return false;
        await this.store.remove(toByteKey(stale.documentId, stale.versionId));
        await deleteUpload(tx, stale.versionId);
        return true;
      });
      if (!found) return removed;
    }
  }

  private async keep(versionId: string, documentId: string, part: FilePart): Promise<ReceivedFile> {
    const name = cleanFileName(part.fileName);
    const measured = new MeasuredBytes(this.limitBytes);
    const fed = pipeline(part.bytes, measured);
    try {
      await Promise.all([fed, this.store.put(toByteKey(documentId, versionId), measured)]);
    } catch (error) {
      measured.destroy();
      await fed.catch(() => undefined);
      throw error;
    }
    const { sizeBytes, head } = measured;
    const mediaType = toMediaType(part.mediaType, head);
    return { versionId, documentId, name, mediaType, sizeBytes, sha256: measured.sha256() };
  }

  // When the commit failed the transaction may still have been committed: the row of the upload tells. What cannot be
  // removed now is removed by `removeStale`.
  private async discard(versionId: string, documentId: string): Promise<void> {
    try {
      await this.database.transaction(async (tx) => {
        if (!(await lockUpload(tx, versionId))) return;
        await this.store.remove(toByteKey(documentId, versionId));
        await deleteUpload(tx, versionId);
      });
    } catch (error) {
      log.warn({ err: error, documentId, versionId }, 'a failed upload is left for later removal');
    }
  }
}
