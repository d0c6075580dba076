import { createHash } from 'node:crypto';
import path from 'node:path';
import { type Fault, InvalidInputError } from '@popis/errors';
import { z } from 'zod';
import { type MappedClass, mergeClasses, parseCmdbuildSchema } from './cmdbuild-schema.ts';
import { type ClassOfRun, describeCards } from './mapped-cards.ts';
import { filesFile, type MasterFile, parseFiles } from './mapped-files.ts';
import { type MappingFiles, openMappingFiles } from './mapping-files.ts';
import { loadStylesheet, type OriginOf } from './stylesheet.ts';

/** Which views of the inventory database a mapping reads. Without it, the paper's rule holds: all named `CMDBuild_…`. */
export interface NamedViews {
  readonly master: string;
  readonly slaves: readonly string[];
  /** The view of change marks, which delta runs need and others do without. */
  readonly marks?: string;
  /** Slaves of which only some rows are read. */
  readonly limits: readonly ViewLimit[];
}

/** Of a view only those rows are read whose column has one of the values that an attribute has in the CMDB. */
export interface ViewLimit {
  readonly view: string;
  readonly column: string;
  readonly class: string;
  readonly attribute: string;
}

/** A mapping as its folder says it: what it may touch, how it shapes, and the version that says when it changed. */
export interface Mapping {
  readonly name: string;
  readonly folder: string;
  /** Its own folder, then those of the mappings it extends. */
  readonly folders: readonly string[];
  /** SHA-256 over the files that decide the outcome; configuration and samples do not. */
  readonly version: string;
  readonly classes: readonly MappedClass[];
  readonly described: readonly ClassOfRun[];
  readonly stylesheet: string;
  /** Where a line of the stylesheet was written. */
  readonly originOf: OriginOf;
  readonly views: NamedViews | undefined;
  /** The CSV files that it reads in place of views. */
  readonly files: readonly MasterFile[] | undefined;
}

const stylesheetFile = 'transform.xsl';
const schemaFile = 'cmdbuild-schema.xml';
const viewsFile = 'views.json';

const name = z.string().regex(/^\w+$/);
const only = z.strictObject({ column: name, class: name, attribute: name });
const namedViews = z.strictObject({
  master: name,
  marks: name.optional(),
  slaves: z.array(z.union([name, z.strictObject({ view: name, only })])),
});

/**
 * Loads `transform.xsl` with its includes, `cmdbuild-schema.xml` and, when there is one, `views.json` or `files.json`, each from the
 * folder or from the mapping that it extends. What `cmdbuild-schema.xml` lists comes on top of what the extended one lists.
 *
 * @throws InvalidInputError listing the faults with file and line.
 */
export function loadMapping(folder: string): Mapping {
  const files = openMappingFiles(folder);
  const stylesheet = loadStylesheet(stylesheetFile, files.readFile);
  const classes = readClasses(files, folder);
  const { classes: described, faults } = describeCards(stylesheet, classes, stylesheetFile);
  const views = readViews(files.readFile(viewsFile), faults);
  const mappedFiles = readFiles(files.readFile(filesFile), faults);
  if (faults.length > 0) throw new InvalidInputError(`The mapping ${folder} has faults`, faults);
  return {
    name: path.basename(folder),
    folder,
    folders: files.folders,
    version: hashFiles(files.read),
    classes,
    described,
    stylesheet: stylesheet.text,
    originOf: stylesheet.originOf,
    views,
    files: mappedFiles,
  };
}

function readFiles(text: string | undefined, faults: Fault[]): MasterFile[] | undefined {
  if (text === undefined) return undefined;
  try {
    return parseFiles(text);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    faults.push(...error.faults);
    return undefined;
  }
}

function readClasses(files: MappingFiles, folder: string): MappedClass[] {
  const lists = files.readEach(schemaFile).map(({ name, text }) => parseCmdbuildSchema(text, name));
  if (lists.length > 0) return mergeClasses(lists);
  throw new InvalidInputError(`The mapping ${folder} has faults`, [
    { path: schemaFile, message: 'cannot be read' },
  ]);
}

function readViews(text: string | undefined, faults: Fault[]): NamedViews | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed = namedViews.safeParse(JSON.parse(text));
    if (parsed.success) return toNamedViews(parsed.data);
    for (const issue of parsed.error.issues) {
      faults.push({ path: `${viewsFile} ${issue.path.join('.')}`.trim(), message: issue.message });
    }
  } catch (error) {
    faults.push({
      path: viewsFile,
      message: `is no JSON: ${error instanceof Error ? error.message : error}`,
    });
  }
  return undefined;
}

function toNamedViews({ master, marks, slaves }: z.output<typeof namedViews>): NamedViews {
  const limits: ViewLimit[] = [];
  for (const slave of slaves) if (typeof slave !== 'string') limits.push({ view: slave.view, ...slave.only });
  const names = slaves.map((slave) => (typeof slave === 'string' ? slave : slave.view));
  return { master, slaves: names, limits, ...(marks && { marks }) };
}

function hashFiles(files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [name, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${name}\0${Buffer.byteLength(text)}\0${text}`);
  }
  return hash.digest('hex');
}
