import { existsSync } from 'node:fs';
import path from 'node:path';
import { UnavailableError } from '@popis/errors';

/** The processes that `popis` starts; it reaches them over their protocols and never imports one. */
export type App = 'cmdb-api' | 'inventory-server' | 'inventory-agent' | 'connector';

const appsFolder = path.resolve(import.meta.dirname, '../..');

/** The compiled entry point of an app, or of another program that it brings. */
export function getEntry(app: App, program = 'main'): string {
  const entry = path.join(appsFolder, app, 'dist', `${program}.js`);
  if (!existsSync(entry))
    throw new UnavailableError(`${app} is not built (${entry} is missing); run npm run build`);
  return entry;
}

/** The folder of the built web UI. */
export function getWebRoot(): string {
  const folder = path.join(appsFolder, 'web', 'dist', 'bundle');
  if (!existsSync(path.join(folder, 'index.html'))) {
    throw new UnavailableError(`The web UI is not built (${folder} is missing); run npm run build`);
  }
  return folder;
}
