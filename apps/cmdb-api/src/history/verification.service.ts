import { Inject, Injectable } from '@nestjs/common';
import { NotFoundError } from '@popis/errors';
import type { JsonValue } from '@popis/model';
import { readWrittenContent } from '../cards/written-content.read-model.ts';
import { toAttestedContent } from '../cards/written-content.ts';
import { attest, type Change } from '../changes/attestation.ts';
import { findChange } from '../changes/changes.read-model.ts';
import { readModelChange } from '../classes/model-change.read-model.ts';
import { toAttestedModelChange } from '../classes/model-change.ts';
import { toAttested } from '../documents/document-attestation.ts';
import { readDocumentWork } from '../documents/document-work.read-model.ts';
import { readJournalWork } from '../journal/journal.read-model.ts';
import { toAttestedJournal } from '../journal/journal-attestation.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { toAttestedViews } from '../views/view-attestation.ts';
import { readViewWork } from '../views/views.read-model.ts';

/** A change with the outcome of making its hash again. */
export interface CheckedChange {
  change: Change;
  hash: Buffer;
  intact: boolean;
}

/** Finds out whether history was edited behind the application's back. */
@Injectable()
export class VerificationService {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** @throws NotFoundError */
  async verify(changeId: string): Promise<CheckedChange> {
    return this.database.read(async (tx) => {
      const found = await findChange(tx, changeId);
      if (found === undefined) throw new NotFoundError('There is no such change');
      const { change, hash } = found;
      const contents = await readContents(tx, changeId);
      return { change, hash, intact: contents.some((content) => attest(change, content).equals(hash)) };
    });
  }
}

/**
 * What a change wrote, in every form that it may have been attested in: it writes either to cards and relations, or to
 * documents, to a journal, to saved views, or to the model.
 */
export async function readContents(tx: Tx, changeId: string): Promise<JsonValue[]> {
  return [
    toAttestedContent(await readWrittenContent(tx, changeId)),
    toAttested(await readDocumentWork(tx, changeId)),
    toAttestedJournal(await readJournalWork(tx, changeId)),
    toAttestedViews(await readViewWork(tx, changeId)),
    toAttestedModelChange(await readModelChange(tx, changeId)),
  ];
}
