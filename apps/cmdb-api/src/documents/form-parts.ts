import type { Multipart } from '@fastify/multipart';
import { InvalidInputError } from '@popis/errors';
import type { FastifyRequest } from 'fastify';
import type { FormPart } from './upload-form.ts';

const LIMITS = { fileSize: Number.POSITIVE_INFINITY, files: 4, fields: 20, parts: 24, fieldSize: 64 * 1024 };

/**
 * Runs `work` on the parts of a multipart request as they come in. Whoever reads the file limits its size. When `work` ends
 * early the rest of the request is discarded, so that the client gets to read the answer.
 *
 * @throws InvalidInputError when the request is no form, or ends before its end.
 */
export async function withFormParts<Result>(
  request: FastifyRequest,
  work: (parts: AsyncIterable<FormPart>) => Promise<Result>,
): Promise<Result> {
  if (!request.isMultipart()) throw new InvalidInputError('The upload must be a multipart/form-data request');
  try {
    return await work(readParts(request));
  } catch (error) {
    if (!isBrokenOff(request)) throw error;
    throw new InvalidInputError('The upload broke off', [], { cause: error });
  } finally {
    request.raw.unpipe();
    request.raw.resume();
  }
}

async function* readParts(request: FastifyRequest): AsyncGenerator<FormPart> {
  for await (const part of request.parts({ limits: LIMITS })) yield toFormPart(part);
}

function isBrokenOff({ raw }: FastifyRequest): boolean {
  return raw.destroyed && !raw.complete;
}

function toFormPart(part: Multipart): FormPart {
  if (part.type === 'file') {
    const { fieldname, filename, mimetype, file } = part;
    return { kind: 'file', name: fieldname, fileName: filename, mediaType: mimetype, bytes: file };
  }
  const value = typeof part.value === 'string' ? part.value : JSON.stringify(part.value);
  return { kind: 'field', name: part.fieldname, value };
}
