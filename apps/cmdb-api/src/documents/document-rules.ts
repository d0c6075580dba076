import path from 'node:path';
import { type Fault, InvalidInputError } from '@popis/errors';
import type { LookupDefinition } from '@popis/model';

/** The lookup whose values are the categories of documents. */
export const CATEGORY_LOOKUP = 'DocumentCategory';

/** Throws `InvalidInputError` unless the category is a value in use. Without the lookup there are no categories. */
export function checkCategory(category: string | undefined, lookup: LookupDefinition | undefined): void {
  if (category === undefined) return;
  const codes = (lookup?.values ?? []).filter((value) => value.active).map((value) => value.code);
  if (codes.includes(category)) return;
  throw refused({ path: 'category', message: `must be one of: ${codes.join(', ')}` });
}

/** A document keeps its name, so a new version must be of the same kind of file. */
export function checkSameExtension(documentName: string, fileName: string): void {
  const [wanted, given] = [documentName, fileName].map((name) => path.extname(name).toLowerCase());
  if (wanted === given) return;
  const kind = wanted === '' ? 'a file without an extension' : `a ${wanted} file`;
  throw refused({ path: 'file', message: `must be ${kind}, as the document is` });
}

function refused(fault: Fault): InvalidInputError {
  return new InvalidInputError(`The ${fault.path} ${fault.message}`, [fault]);
}
