import { InvalidInputError } from '@popis/errors';
import { z } from 'zod';
import { asOfParameter, listOf } from '../platform/http/paging.ts';
import { listFaults } from '../platform/http/read-input.ts';
import { defineRoute } from '../platform/http/route.ts';
import type { KnownDocument } from './documents.read-model.ts';

const instant = z.iso.datetime();
const cardParams = z.object({ id: z.uuid().meta({ description: 'Id of the card' }) });
const documentParams = z.object({ id: z.uuid().meta({ description: 'Id of the document' }) });
const linkParams = documentParams.extend({ cardId: z.uuid() });
const asOfQuery = z.object({ asOf: asOfParameter });
const reasonQuery = z.object({
  reason: z.string().trim().min(1).max(1000).optional().meta({ description: 'Why, for the history' }),
});

const versionSchema = z
  .object({
    version: z.number().int().positive(),
    sha256: z.string().meta({ description: 'In hexadecimal' }),
    size: z.number().int().nonnegative().meta({ description: 'In bytes' }),
    mediaType: z.string(),
    author: z.string().meta({ description: 'Name of the account that uploaded it' }),
    at: instant,
  })
  .meta({ id: 'DocumentVersion' });

const documentSchema = z
  .object({
    id: z.uuid(),
    name: z.string().meta({ description: 'File name, unique within each card' }),
    category: z.string().nullable().meta({ description: 'A code of the lookup DocumentCategory' }),
    description: z.string().nullable(),
    version: z.number().int().positive().meta({ description: 'The newest one' }),
    versions: z.array(versionSchema).meta({ description: 'Newest first' }),
    cards: z
      .array(
        z.object({
          id: z.uuid(),
          class: z.string(),
          code: z.string().nullable(),
          description: z.string().nullable(),
        }),
      )
      .meta({ description: 'What the document hangs on' }),
  })
  .meta({ id: 'Document' });

/** The text parts of an upload, beside the part named `file`. An empty one is as good as none. */
const newDocumentFields = z.strictObject({
  category: z.string().trim().min(1).max(100).optional(),
  description: z.string().trim().max(2000).optional(),
  reason: z.string().trim().min(1).max(1000).optional(),
});

const newVersionFields = newDocumentFields.pick({ reason: true });

/** @throws InvalidInputError with every fault */
export function readNewDocumentFields(fields: ReadonlyMap<string, string>) {
  return readFields(newDocumentFields, fields);
}

/** @throws InvalidInputError with every fault */
export function readNewVersionFields(fields: ReadonlyMap<string, string>) {
  return readFields(newVersionFields, fields);
}

function readFields<Schema extends z.ZodType>(
  schema: Schema,
  fields: ReadonlyMap<string, string>,
): z.output<Schema> {
  const parsed = schema.safeParse(Object.fromEntries(fields));
  if (parsed.success) return parsed.data;
  throw new InvalidInputError('The upload has faults', listFaults(parsed.error));
}

export const createDocumentRoute = defineRoute({
  method: 'POST',
  path: '/cards/{id}/documents',
  summary: 'Upload a file and hang it on a card',
  description:
    'A multipart/form-data request with the part `file` and the text parts `category`, `description`, `reason`, all three optional.',
  access: 'edit',
  params: cardParams,
  body: { mediaType: 'multipart/form-data', description: 'file, category?, description?, reason?' },
  responses: { 201: documentSchema },
  problems: [404, 409, 502],
});

export const listDocumentsRoute = defineRoute({
  method: 'GET',
  path: '/cards/{id}/documents',
  summary: 'The documents that hang on a card',
  access: 'read',
  params: cardParams,
  query: asOfQuery,
  responses: { 200: listOf(documentSchema) },
  problems: [404],
});

export const getDocumentRoute = defineRoute({
  method: 'GET',
  path: '/documents/{id}',
  summary: 'A document with its versions and cards',
  access: 'read',
  params: documentParams,
  query: z.object({ asOf: asOfParameter }),
  responses: { 200: documentSchema },
  problems: [404],
});

export const getContentRoute = defineRoute({
  method: 'GET',
  path: '/documents/{id}/content',
  summary: 'The bytes of a version, as an attachment',
  description: 'The ETag is the SHA-256 of the bytes.',
  access: 'read',
  params: documentParams,
  query: z.object({
    version: z.coerce.number().int().positive().optional().meta({ description: 'Default: the newest' }),
  }),
  headers: z.object({ 'if-none-match': z.string().optional() }),
  responses: {
    200: { mediaType: 'application/octet-stream', description: 'The file' },
    304: 'empty',
  },
  problems: [404, 502],
});

export const createVersionRoute = defineRoute({
  method: 'POST',
  path: '/documents/{id}/versions',
  summary: 'Upload a new version of a document',
  description:
    'A multipart/form-data request with the part `file` and the text part `reason`, optional. The document keeps its name. A file that equals the newest version makes no new one and is answered with 200.',
  access: 'edit',
  params: documentParams,
  body: { mediaType: 'multipart/form-data', description: 'file, reason?' },
  responses: { 201: documentSchema, 200: documentSchema },
  problems: [404, 502],
});

export const createLinkRoute = defineRoute({
  method: 'PUT',
  path: '/documents/{id}/links/{cardId}',
  summary: 'Hang a document on one more card',
  access: 'edit',
  params: linkParams,
  query: reasonQuery,
  responses: { 200: documentSchema },
  problems: [404, 409],
});

export const deleteLinkRoute = defineRoute({
  method: 'DELETE',
  path: '/documents/{id}/links/{cardId}',
  summary: 'Take a document off a card; its bytes and its history are kept',
  access: 'edit',
  params: linkParams,
  query: reasonQuery,
  responses: { 204: 'empty' },
  problems: [404],
});

export function toDocument(document: KnownDocument): z.input<typeof documentSchema> {
  return {
    id: document.id,
    name: document.name,
    category: document.category,
    description: document.description,
    version: document.versions[0]?.version ?? 1,
    versions: document.versions.map((version) => ({
      version: version.version,
      sha256: version.sha256.toString('hex'),
      size: version.sizeBytes,
      mediaType: version.mediaType,
      author: version.author,
      at: version.at.toISOString(),
    })),
    cards: document.cards.map(({ id, class: className, code, description }) => ({
      id,
      class: className,
      code,
      description,
    })),
  };
}
