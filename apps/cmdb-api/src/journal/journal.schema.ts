import { z } from 'zod';
import { asOfParameter, cursorParameter, limitParameter, listOf } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import type { JournalNote } from './journal.read-model.ts';

const cardParams = z.object({ id: z.uuid().meta({ description: 'Id of the card' }) });

const noteSchema = z
  .object({
    id: z.uuid(),
    text: z.string(),
    author: z.string(),
    at: z.iso.datetime(),
    struck: z.object({ by: z.string(), at: z.iso.datetime(), reason: z.string() }).nullable(),
  })
  .meta({ id: 'JournalNote' });

export const journalCursorSchema = z.object({ at: z.iso.datetime(), id: z.uuid() });

export const listJournalRoute = defineRoute({
  method: 'GET',
  path: '/cards/{id}/journal',
  summary: 'The notes of a card, the newest first',
  access: 'read',
  params: cardParams,
  query: z.object({ limit: limitParameter, cursor: cursorParameter, asOf: asOfParameter }),
  responses: { 200: listOf(noteSchema) },
  problems: [404],
});

export const createNoteRoute = defineRoute({
  method: 'POST',
  path: '/cards/{id}/journal',
  summary: 'Note something about a card; notes are never edited',
  access: 'edit',
  params: cardParams,
  body: z.strictObject({ text: z.string().trim().min(1).max(10_000) }),
  responses: { 201: noteSchema },
  problems: [404],
});

export const strikeNoteRoute = defineRoute({
  method: 'POST',
  path: '/cards/{id}/journal/{note}/strike',
  summary: 'Strike out a note; it stays readable, with the reason',
  access: 'edit',
  params: cardParams.extend({ note: z.uuid() }),
  body: z.strictObject({ reason: z.string().trim().min(1).max(1_000) }),
  responses: { 204: 'empty' },
  problems: [404, 409],
});

export function toNoteAnswer({ id, text, author, at, struck }: JournalNote): z.input<typeof noteSchema> {
  return {
    id,
    text,
    author,
    at: at.toISOString(),
    struck: struck === null ? null : { ...struck, at: struck.at.toISOString() },
  };
}
