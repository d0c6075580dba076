import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Dialect } from '../extract/inventory-database.ts';
import { installationRoot } from '../installation.ts';
import type { Mapping } from '../mapping/mapping-folder.ts';

/** A view that the connector can create by itself: the file's name is the view's. */
export interface ViewFile {
  readonly name: string;
  readonly file: string;
  readonly sql: string;
}

/**
 * The SQL of a mapping's views for one dialect: beside the mapping (`<mapping>/views/<dialect>`), else in the
 * installation's `views/<mapping>/<dialect>`, and likewise those of the mappings it extends, whose views come first.
 * None is fine: the views may have been made by hand.
 */
export function readViewFiles(mapping: Mapping, dialect: Dialect): ViewFile[] {
  const files = new Map<string, ViewFile>();
  for (const folder of mapping.folders.toReversed()) {
    for (const file of readFolder(folder, dialect)) files.set(file.name, file);
  }
  return [...files.values()];
}

function readFolder(mappingFolder: string, dialect: Dialect): ViewFile[] {
  const folders = [
    path.join(mappingFolder, 'views', dialect),
    path.join(installationRoot, 'views', path.basename(mappingFolder), dialect),
  ];
  const folder = folders.find((each) => existsSync(each));
  if (folder === undefined) return [];
  const files: ViewFile[] = [];
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.sql')) continue;
    const file = path.join(folder, name);
    files.push({ name: path.basename(name, '.sql'), file, sql: readFileSync(file, 'utf8') });
  }
  return files;
}
