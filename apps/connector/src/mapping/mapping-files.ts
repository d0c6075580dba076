import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { InvalidInputError } from '@popis/errors';
import { z } from 'zod';
import { installationRoot } from '../installation.ts';

/** The files of a mapping: its own, and behind them those of the mapping it extends. */
export interface MappingFiles {
  /** Its own folder first, then that of each mapping it extends. */
  readonly folders: readonly string[];
  /** All that was read, by the name it goes by in messages; what decides the mapping's version. */
  readonly read: ReadonlyMap<string, string>;
  /** The text of a file: its own, else that of the mapping it extends; `undefined` when none has it. */
  readFile(name: string): string | undefined;
  /** The texts of a file in all folders that have it, what is extended first. */
  readEach(name: string): { readonly name: string; readonly text: string }[];
}

const mappingFile = 'mapping.json';

const mappingSchema = z.strictObject({
  extends: z.string().regex(/^[\w-]+$/, 'must be the name of a folder beside this one or of mappings/'),
});

/**
 * Opens the files of the mapping in a folder. Its `mapping.json`, if there is one, names the mapping it extends: files that
 * the folder does not have are those of the extended one.
 *
 * @throws InvalidInputError when mapping.json is faulty, names no mapping or goes in a circle.
 */
export function openMappingFiles(folder: string): MappingFiles {
  const read = new Map<string, string>();
  const folders = [folder];
  for (let last = folder; ; ) {
    const next = findExtended(last, (name) => readFrom(last, name));
    if (next === undefined) break;
    if (folders.includes(next)) refuse(last, `extends goes in a circle: ${[...folders, next].join(' → ')}`);
    folders.push(next);
    last = next;
  }

  function readFrom(from: string, name: string): string | undefined {
    const text = readIfThere(path.join(from, name));
    if (text !== undefined) read.set(shownName(from, name), text);
    return text;
  }

  function shownName(from: string, name: string): string {
    return from === folder ? name : `${path.basename(from)}/${name}`;
  }

  return {
    folders,
    read,
    readFile(name) {
      for (const from of folders) {
        const text = readFrom(from, name);
        if (text !== undefined) return text;
      }
      return undefined;
    },
    readEach(name) {
      const found: { name: string; text: string }[] = [];
      for (const from of folders.toReversed()) {
        const text = readFrom(from, name);
        if (text !== undefined) found.push({ name: shownName(from, name), text });
      }
      return found;
    },
  };
}

function findExtended(folder: string, readFile: (name: string) => string | undefined): string | undefined {
  const text = readFile(mappingFile);
  if (text === undefined) return undefined;
  const parsed = mappingSchema.safeParse(parseJson(folder, text));
  if (!parsed.success) {
    return refuse(folder, ...parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  }
  const name = parsed.data.extends;
  const places = [path.join(path.dirname(folder), name), path.join(installationRoot, 'mappings', name)];
  return places.find((place) => existsSync(place)) ?? refuse(folder, `extends ${name}, which is no mapping`);
}

function parseJson(folder: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse(folder, `is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function refuse(folder: string, ...messages: string[]): never {
  throw new InvalidInputError(
    `The mapping ${folder} has faults`,
    messages.map((message) => ({ path: mappingFile, message: message.trim() })),
  );
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
