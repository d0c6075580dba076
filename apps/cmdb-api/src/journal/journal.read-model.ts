import {
  type ChangeWindow,
  isWithin,
  type OfChange,
  toInstant,
  windowValues,
} from '../changes/change-window.ts';
import type { Tx } from '../platform/database/database.ts';
import type { NewNote } from './journal-attestation.ts';

/** A note as people read it. */
export interface JournalNote {
  id: string;
  text: string;
  author: string;
  at: Date;
  struck: { by: string; at: Date; reason: string } | null;
}

/** Where a page of a journal ended. */
export interface JournalPlace {
  at: Date;
  id: string;
}

interface NoteRow {
  id: string;
  text: string;
  author: string;
  at: Date;
  struck_at: Date | null;
  struck_by: string | null;
  struck_reason: string | null;
}

/** Notes of a card as they stand, or stood at `asOf`, the newest first. One more than `limit` is looked for. */
export async function listNotes(
  tx: Tx,
  cardId: string,
  page: { asOf: Date | undefined; limit: number; after: JournalPlace | undefined },
): Promise<{ notes: JournalNote[]; total: number; last: JournalPlace | undefined }> {
  const { asOf, limit, after } = page;
  const rows: NoteRow[] = await tx.query(
    `SELECT note.id, note.text, begun.actor AS author, note.valid_from AS at, note.struck_at,
       ended.actor AS struck_by, ended.reason AS struck_reason
     FROM journal_note AS note JOIN change AS begun ON begun.id = note.change_id
     LEFT JOIN change AS ended ON ended.id = note.struck_change_id
     WHERE note.card_id = $1 AND ($2::timestamptz IS NULL OR note.valid_from <= $2)
       AND ($3::timestamptz IS NULL OR (note.valid_from, note.id) < ($3, $4::uuid))
     ORDER BY note.valid_from DESC, note.id DESC LIMIT $5`,
    [cardId, asOf ?? null, after?.at ?? null, after?.id ?? null, limit + 1],
  );
  const totals: { total: string }[] = await tx.query(
    `SELECT count(*) AS total FROM journal_note AS note
     WHERE note.card_id = $1 AND ($2::timestamptz IS NULL OR note.valid_from <= $2)`,
    [cardId, asOf ?? null],
  );
  const notes = rows.slice(0, limit).map((row) => toNote(row, asOf));
  const last = rows.length > limit ? notes.at(-1) : undefined;
  return {
    notes,
    total: Number(totals[0]?.total ?? 0),
    last: last === undefined ? undefined : { at: last.at, id: last.id },
  };
}

function toNote(row: NoteRow, asOf: Date | undefined): JournalNote {
  const { id, text, author, at, struck_at, struck_by, struck_reason } = row;
  const isStruck = struck_at !== null && (asOf === undefined || struck_at <= asOf);
  return {
    id,
    text,
    author,
    at,
    struck: isStruck ? { by: struck_by ?? '', at: struck_at, reason: struck_reason ?? '' } : null,
  };
}

/** What changes wrote to journals, read again from the table: its attested form must give their hashes. */
export async function readJournalWorks(tx: Tx, window: ChangeWindow) {
  const notes: (NewNote & OfChange)[] = await tx.query(
    `SELECT note.id, note.card_id AS "cardId", note.text, note.change_id AS "changeId",
       ${toInstant('note.valid_from')} AS instant
     FROM journal_note AS note WHERE ${isWithin('note.change_id', window)}`,
    windowValues(window),
  );
  const struck: ({ id: string } & OfChange)[] = await tx.query(
    `SELECT note.id, note.struck_change_id AS "changeId", ${toInstant('note.struck_at')} AS instant
     FROM journal_note AS note WHERE ${isWithin('note.struck_change_id', window)}`,
    windowValues(window),
  );
  return { notes, struck };
}
