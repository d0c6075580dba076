import { type Fault, InvalidInputError } from '@popis/errors';
import { z } from 'zod';

/** The file of a mapping that says which CSV files it reads. */
export const filesFile = 'files.json';

/** A column that a mapping reads, whatever the file's heading calls it. */
export interface MappedColumn {
  readonly name: string;
  /** What else its heading may be; compared without regard to case and blanks. */
  readonly headings: readonly string[];
  /** Where the file does not have it, nothing is said of its values. */
  readonly optional: boolean;
}

/** A CSV file of a mapping. */
export interface MappedFile {
  /** The element that a line of it becomes. */
  readonly name: string;
  readonly file: string;
  /** The column that is its key; of a detail file, the column with the key of its master. */
  readonly key: string;
  readonly columns: readonly MappedColumn[];
}

/** A file each line of which becomes a document, with the lines of other files that belong to it. */
export interface MasterFile extends MappedFile {
  readonly details: readonly MappedFile[];
}

const name = z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be a word of small letters, digits and _');
const fileName = z
  .string()
  .regex(/^[^/\\\s,]+$/, 'must be the name of a file in the folder, without blanks and commas')
  .max(200);
const column = z.union([
  name.transform((only) => ({ name: only, headings: [], optional: false })),
  z.strictObject({
    name,
    headings: z.array(z.string().trim().min(1)).default([]),
    optional: z.boolean().default(false),
  }),
]);
const file = { name, file: fileName, key: name, columns: z.array(column).min(1) };
const files = z.array(z.strictObject({ ...file, details: z.array(z.strictObject(file)).default([]) })).min(1);

/**
 * Reads `files.json`.
 *
 * @throws InvalidInputError listing all faults at once.
 */
export function parseFiles(text: string): MasterFile[] {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    const message = `is no JSON: ${error instanceof Error ? error.message : error}`;
    throw refused([{ path: filesFile, message }]);
  }
  const parsed = files.safeParse(given);
  if (!parsed.success) {
    throw refused(
      parsed.error.issues.map(({ path, message }) => ({
        path: `${filesFile} ${path.join('.')}`.trim(),
        message,
      })),
    );
  }
  const faults = listContradictions(parsed.data);
  if (faults.length > 0) throw refused(faults);
  return parsed.data;
}

function listContradictions(masters: readonly MasterFile[]): Fault[] {
  const faults: Fault[] = [];
  const taken = new Set<string>();
  for (const each of masters.flatMap((master) => [master, ...master.details])) {
    const path = `${filesFile} ${each.name}`;
    for (const word of [each.name, each.file]) {
      if (taken.has(word)) faults.push({ path, message: `has ${word}, as another file does` });
      taken.add(word);
    }
    const columns = each.columns.map((one) => one.name);
    if (new Set(columns).size < columns.length) faults.push({ path, message: 'names a column twice' });
    const key = each.columns.find((one) => one.name === each.key);
    if (key === undefined || key.optional) {
      const message = `has the key ${each.key}, which must be one of its columns, and not optional`;
      faults.push({ path, message });
    }
  }
  return faults;
}

function refused(faults: readonly Fault[]): InvalidInputError {
  return new InvalidInputError(`${filesFile} has faults`, faults);
}

/**
 * The files of a mapping that a folder is said to have; all of them where nothing is said.
 *
 * @throws InvalidInputError naming what the mapping does not read, and what belongs to a file that is left out.
 */
export function selectFiles(
  masters: readonly MasterFile[],
  only: readonly string[] | undefined,
): MasterFile[] {
  if (only === undefined) return [...masters];
  const selected = masters
    .filter((master) => only.includes(master.file))
    .map((master) => ({ ...master, details: master.details.filter((each) => only.includes(each.file)) }));
  const found = new Set(selected.flatMap((master) => [master, ...master.details]).map((each) => each.file));
  const faults = only.filter((each) => !found.has(each)).map((each) => explainUnread(each, masters));
  if (faults.length > 0) throw new InvalidInputError('The files to be read have faults', faults);
  return selected;
}

function explainUnread(wanted: string, masters: readonly MasterFile[]): Fault {
  const master = masters.find(({ details }) => details.some((each) => each.file === wanted));
  if (master !== undefined) return { path: wanted, message: `belongs to ${master.file}, which is left out` };
  const known = masters.flatMap((each) => [each, ...each.details]).map((each) => each.file);
  return { path: wanted, message: `is no file of the mapping, which reads ${known.join(', ')}` };
}
