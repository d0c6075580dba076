import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The version of the app whose `src` or `dist` folder this is. */
export function readVersion(folder: string): string {
  const about: unknown = JSON.parse(readFileSync(path.resolve(folder, '../package.json'), 'utf8'));
  return typeof about === 'object' && about !== null && 'version' in about
    ? String(about.version)
    : 'unknown';
}
