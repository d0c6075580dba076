import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, NotFoundError } from '@popis/errors';
import { findCardState } from '../cards/known-cards.read-model.ts';
import { ChangesService, changeBy } from '../changes/changes.service.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { readCursor, writeCursor } from '../platform/http/paging.ts';
import { newId } from '../platform/ids.ts';
import type { Caller } from '../platform/permissions.ts';
import { type JournalNote, listNotes } from './journal.read-model.ts';
import { insertNote, lockNote, strikeNote } from './journal.repository.ts';
import { journalCursorSchema } from './journal.schema.ts';
import { toAttestedJournal } from './journal-attestation.ts';

/** What people note about cards. */
@Injectable()
export class JournalService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(ChangesService) private readonly changes: ChangesService,
  ) {}

  /** @throws NotFoundError */
  async list(
    cardId: string,
    wanted: { asOf?: Date | undefined; limit: number; cursor?: string | undefined },
  ): Promise<{ items: JournalNote[]; total: number; next: string | null }> {
    const place = readCursor(journalCursorSchema, wanted.cursor);
    const after = place === undefined ? undefined : { at: new Date(place.at), id: place.id };
    return this.database.read(async (tx) => {
      await this.refuseUnknown(tx, cardId);
      const page = await listNotes(tx, cardId, { asOf: wanted.asOf, limit: wanted.limit, after });
      const next = page.last === undefined ? null : writeCursor(page.last);
      return { items: page.notes, total: page.total, next };
    });
  }

  /** @throws NotFoundError */
  async add(caller: Caller, cardId: string, text: string): Promise<JournalNote> {
    return this.database.transaction(async (tx) => {
      await this.refuseUnknown(tx, cardId);
      const note = { id: newId(), cardId, text };
      const change = await this.changes.begin(tx, changeBy(caller));
      await this.changes.record(tx, change, toAttestedJournal({ notes: [note], struck: [] }));
      await insertNote(tx, change, note);
      return { id: note.id, text, author: change.actor, at: change.at, struck: null };
    });
  }

  /** @throws NotFoundError; ConflictError when it is struck out already */
  async strike(caller: Caller, cardId: string, id: string, reason: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.refuseUnknown(tx, cardId);
      const note = await lockNote(tx, cardId, id);
      if (note === undefined) throw new NotFoundError('There is no such note');
      if (note.isStruck) throw new ConflictError('The note is struck out already');
      const change = await this.changes.begin(tx, changeBy(caller, reason), note.validFrom);
      await this.changes.record(tx, change, toAttestedJournal({ notes: [], struck: [id] }));
      await strikeNote(tx, change, id);
    });
  }

  private async refuseUnknown(tx: Tx, cardId: string): Promise<void> {
    const state = await findCardState(tx, await this.catalogues.current(tx), cardId);
    if (state === undefined) throw new NotFoundError('There is no such card');
  }
}
