import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Fault, InvalidInputError } from '@popis/errors';
import { z } from 'zod';
import { type MappedClass, parseCmdbuildSchema } from './cmdbuild-schema.ts';
import { type ClassOfRun, describeCards } from './mapped-cards.ts';
import { loadStylesheet } from './stylesheet.ts';

/** Which views of the inventory database a mapping reads. Without it, the paper's rule holds: all named `CMDBuild_…`. */
export interface NamedViews {
  readonly master: string;
  readonly slaves: readonly string[];
}

/** A mapping as its folder says it: what it may touch, how it shapes, and the version that says when it changed. */
export interface Mapping {
  readonly name: string;
  readonly folder: string;
  /** SHA-256 over the files that decide the outcome; configuration and samples do not. */
  readonly version: string;
  readonly classes: readonly MappedClass[];
  readonly described: readonly ClassOfRun[];
  readonly stylesheet: string;
  readonly views: NamedViews | undefined;
}

const stylesheetFile = 'transform.xsl';
const schemaFile = 'cmdbuild-schema.xml';
const viewsFile = 'views.json';

const namedViews = z.strictObject({
  master: z.string().regex(/^\w+$/),
  slaves: z.array(z.string().regex(/^\w+$/)),
});

/**
 * Loads `transform.xsl` with its includes, `cmdbuild-schema.xml` and, when there is one, `views.json`.
 *
 * @throws InvalidInputError listing the faults with file and line.
 */
export function loadMapping(folder: string): Mapping {
  const read = new Map<string, string>();
  const readFile = (name: string) => {
    const text = readIfThere(path.join(folder, name));
    if (text !== undefined) read.set(name, text);
    return text;
  };
  const stylesheet = loadStylesheet(stylesheetFile, readFile);
  const classes = parseCmdbuildSchema(mustRead(readFile, schemaFile, folder), schemaFile);
  const { classes: described, faults } = describeCards(stylesheet, classes, stylesheetFile);
  const views = readViews(readFile(viewsFile), faults);
  if (faults.length > 0) throw new InvalidInputError(`The mapping ${folder} has faults`, faults);
  return {
    name: path.basename(folder),
    folder,
    version: hashFiles(read),
    classes,
    described,
    stylesheet: stylesheet.text,
    views,
  };
}

function readViews(text: string | undefined, faults: Fault[]): NamedViews | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed = namedViews.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
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

function mustRead(readFile: (name: string) => string | undefined, name: string, folder: string): string {
  const text = readFile(name);
  if (text !== undefined) return text;
  throw new InvalidInputError(`The mapping ${folder} has faults`, [
    { path: name, message: 'cannot be read' },
  ]);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function hashFiles(files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [name, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${name}\0${Buffer.byteLength(text)}\0${text}`);
  }
  return hash.digest('hex');
}
