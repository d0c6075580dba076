import type { Multipart } from '@fastify/multipart';
import { InvalidInputError } from '@popis/errors';
import type { FastifyRequest } from 'fastify';
import type { FormPart } from './upload-form.ts';

const LIMITS = { fileSize: Number.POSITIVE_INFINITY, files: 4, fields: 20, parts: 24, fieldSize: 64 * 1024 };

/**
 * The parts of a multipart request as they come in. Its size is limited by whoever reads the file. When the reader stops
 * early the rest of the request is discarded, so that the client gets to read the answer.
 */
export async function* readFormParts(request: FastifyRequest): AsyncGenerator<FormPart> {
  if (!request.isMultipart()) throw new InvalidInputError('The upload must be a multipart/form-data request');
  try {
    for await (const part of request.parts({ limits: LIMITS })) yield toFormPart(part);
  } finally {
    request.raw.unpipe();
    request.raw.resume();
  }
}

function toFormPart(part: Multipart): FormPart {
  if (part.type === 'file') {
    const { fieldname, filename, mimetype, file } = part;
    return { kind: 'file', name: fieldname, fileName: filename, mediaType: mimetype, bytes: file };
  }
  const value = typeof part.value === 'string' ? part.value : JSON.stringify(part.value);
  return { kind: 'field', name: part.fieldname, value };
}
