import type { Readable } from 'node:stream';
import { type Fault, InvalidInputError } from '@popis/errors';

/** One part of a form, in the order in which the client sent them. */
export type FormPart =
  | { kind: 'field'; name: string; value: string }
  | {
      kind: 'file';
      name: string;
      fileName: string | undefined;
      mediaType: string | undefined;
      bytes: Readable;
    };

export type FilePart = Extract<FormPart, { kind: 'file' }>;

/** A form that has been read to its end. */
export interface ReadForm<File> {
  file: File;
  fields: ReadonlyMap<string, string>;
}

/**
 * Reads a form with one file named `file`, which goes to `keep` as it comes in, and the named text fields, before or after it.
 *
 * @throws InvalidInputError with every fault, after the whole form has been read; what `keep` throws at once.
 */
export async function readUploadForm<File>(
  parts: AsyncIterable<FormPart>,
  fieldNames: readonly string[],
  keep: (part: FilePart) => Promise<File>,
): Promise<ReadForm<File>> {
  const faults: Fault[] = [];
  const fields = new Map<string, string>();
  const files: File[] = [];
  for await (const part of parts) {
    const fault = findFault(part, fieldNames, fields, files.length);
    if (fault !== undefined) {
      faults.push({ path: part.name, message: fault });
      if (part.kind === 'file') part.bytes.resume();
    } else if (part.kind === 'file') {
      files.push(await keep(part));
    } else {
      fields.set(part.name, part.value);
    }
  }
  const [file] = files;
  if (file === undefined && faults.length === 0) faults.push({ path: 'file', message: 'is missing' });
  if (file === undefined || faults.length > 0) throw new InvalidInputError('The upload has faults', faults);
  return { file, fields };
}

function findFault(
  part: FormPart,
  fieldNames: readonly string[],
  fields: ReadonlyMap<string, string>,
  fileCount: number,
): string | undefined {
  if (part.kind === 'file') {
    if (part.name !== 'file') return 'is not a file that is expected here';
    return fileCount > 0 ? 'is there twice; one upload carries one file' : undefined;
  }
  if (part.name === 'file') return 'must be a file';
  if (!fieldNames.includes(part.name)) return 'is not known here';
  return fields.has(part.name) ? 'is there twice' : undefined;
}
