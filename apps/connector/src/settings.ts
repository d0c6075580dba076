import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Fault, InvalidInputError } from '@popis/errors';
import { type Configuration, parseConfiguration } from './configuration.ts';
import type { ConnectorEnv } from './env.ts';
import { toAskedFolderUrl } from './extract/csv/csv-folder.ts';
import { installationRoot } from './installation.ts';
import { loadMapping, type Mapping } from './mapping/mapping-folder.ts';
import type { Credentials } from './submit/cmdb-client.ts';

/** Where the two databases are and who the connector is there. */
export interface Connections {
  /** Of a folder of files, its `file://` URL. */
  readonly inventoryDatabaseUrl: string;
  readonly cmdbUrl: string;
  readonly credentials: Credentials;
}

/** Loads a mapping by the name of a folder in `mappings`, or by a path. */
export function openMapping(name: string): Mapping {
  const isPath = name.includes('/') || name.includes(path.sep);
  return loadMapping(isPath ? path.resolve(name) : path.join(installationRoot, 'mappings', name));
}

/** Which mapping: what the command line says, else the configuration, else the environment. */
export function toMappingName(
  asked: string | undefined,
  env: Pick<ConnectorEnv, 'MAPPING'>,
  configuration: Configuration | undefined,
): string {
  return asked ?? configuration?.source?.mapping ?? env.MAPPING;
}

/** Of which source the runs are: what the configuration says, else the environment, else the name of the mapping. */
export function toSource(
  env: Pick<ConnectorEnv, 'SOURCE'>,
  configuration: Configuration | undefined,
  mapping: Mapping,
): string {
  return configuration?.source?.name ?? env.SOURCE ?? mapping.name;
}

/** Reads the paper's configuration file, if one was named. */
export function readConfiguration(file: string | undefined): Configuration | undefined {
  if (file === undefined) return undefined;
  let xml: string;
  try {
    xml = readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidInputError(`The configuration ${file} cannot be read`, [], { cause: error });
  }
  return parseConfiguration(xml, file);
}

/**
 * Decides where to connect: a configuration file that was named goes before the environment, which a supervisor may have
 * filled in. A token goes before the user name and password of the file, unless it belongs to another CMDB than the
 * file's: so a file can do without a password, and no token goes where it is not meant. A folder that the command line names
 * takes the place of the inventory database.
 *
 * @throws InvalidInputError listing all that is missing.
 */
export function toConnections(
  env: ConnectorEnv,
  configuration: Configuration | undefined,
  folder?: string,
): Connections {
  const faults: Fault[] = [];
  const inventoryDatabaseUrl = findInventoryUrl(env, configuration, folder);
  if (inventoryDatabaseUrl === undefined) faults.push({ path: 'INVENTORY_DATABASE_URL', message: otherwise });
  const cmdb = decideCmdb(env, configuration, faults);
  if (inventoryDatabaseUrl === undefined || cmdb === undefined) throw nowhere(faults);
  return { inventoryDatabaseUrl, ...cmdb };
}

/** The same for a command that needs nothing but the CMDB. */
export function toCmdbConnection(env: ConnectorEnv, configuration: Configuration | undefined) {
  const faults: Fault[] = [];
  const cmdb = decideCmdb(env, configuration, faults);
  if (cmdb === undefined) throw nowhere(faults);
  return cmdb;
}

const otherwise = 'must be set, or --configuration given';

function nowhere(faults: readonly Fault[]): InvalidInputError {
  return new InvalidInputError('The connector does not know where to connect', faults);
}

function decideCmdb(
  env: ConnectorEnv,
  configuration: Configuration | undefined,
  faults: Fault[],
): Omit<Connections, 'inventoryDatabaseUrl'> | undefined {
  const cmdbUrl = configuration?.cmdb.url ?? env.CMDB_URL;
  const token = isSameServer(env.CMDB_URL, cmdbUrl) ? (env.CMDB_TOKEN_FILE ?? env.CMDB_TOKEN) : undefined;
  const credentials = token === undefined ? configuration?.cmdb : { token };
  if (cmdbUrl === undefined) faults.push({ path: 'CMDB_URL', message: otherwise });
  if (credentials === undefined) faults.push({ path: 'CMDB_TOKEN_FILE or CMDB_TOKEN', message: otherwise });
  return cmdbUrl === undefined || credentials === undefined ? undefined : { cmdbUrl, credentials };
}

function isSameServer(tokens: string | undefined, asked: string | undefined): boolean {
  return tokens === undefined || asked === undefined || new URL(tokens).origin === new URL(asked).origin;
}

/** The same for a command that needs nothing but the inventory database. */
export function toInventoryUrl(
  env: ConnectorEnv,
  configuration: Configuration | undefined,
  folder?: string,
): string {
  const url = findInventoryUrl(env, configuration, folder);
  if (url !== undefined) return url;
  throw nowhere([{ path: 'INVENTORY_DATABASE_URL', message: otherwise }]);
}

function findInventoryUrl(
  env: ConnectorEnv,
  configuration: Configuration | undefined,
  folder: string | undefined,
): string | undefined {
  const url = configuration?.inventoryDatabaseUrl ?? env.INVENTORY_DATABASE_URL;
  return folder === undefined ? url : toAskedFolderUrl(folder, url);
}
