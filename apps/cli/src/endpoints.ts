import { readFile, rm } from 'node:fs/promises';
import { type DataFolder, writePrivateFile } from './data-folder.ts';

/** Where a running `popis start` is reached; kept in `endpoints.json`, which only its owner may read. */
export interface Endpoints {
  webUrl: string;
  /** With `/api`. */
  apiUrl: string;
  /** Where agents report to, with `/ocsinventory`. */
  inventoryUrl: string;
  /** The database URLs hold their passwords. */
  cmdbDatabaseUrl: string;
  inventoryDatabaseUrl: string;
  adminTokenFile: string;
}

export async function writeEndpoints(data: DataFolder, endpoints: Endpoints): Promise<void> {
  await writePrivateFile(data.endpointsFile, `${JSON.stringify(endpoints, null, 2)}\n`);
}

/** A stopped system is reached nowhere. */
export async function removeEndpoints(data: DataFolder): Promise<void> {
  await rm(data.endpointsFile, { force: true });
}

/** The endpoints of the `popis start` that runs on this data folder; undefined when none does. */
export async function findEndpoints(data: DataFolder): Promise<Endpoints | undefined> {
  try {
    return parseEndpoints(await readFile(data.endpointsFile, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Error(`${data.endpointsFile} cannot be read; start popis again`, { cause: error });
  }
}

export function parseEndpoints(text: string): Endpoints {
  const values: unknown = JSON.parse(text);
  const read = (name: keyof Endpoints): string => {
    const value = Object(values)[name];
    if (typeof value !== 'string') throw new Error(`it has no ${name}`);
    return value;
  };
  return {
    webUrl: read('webUrl'),
    apiUrl: read('apiUrl'),
    inventoryUrl: read('inventoryUrl'),
    cmdbDatabaseUrl: read('cmdbDatabaseUrl'),
    inventoryDatabaseUrl: read('inventoryDatabaseUrl'),
    adminTokenFile: read('adminTokenFile'),
  };
}
