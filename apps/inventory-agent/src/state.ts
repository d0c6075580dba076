import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import type { AccountEntry } from '@popis/inventory-format';
import { findErrorCode } from '@popis/runtime';
import type { KeyStore, StoredKey } from './agent-key.ts';
import type { SectionDigests } from './checksum.ts';
import type { DeviceIdentity } from './device-id.ts';

/** What the agent remembers about one server. */
export interface ServerState {
  /** DEVICEID under which the server has last accepted an inventory. */
  knownAs?: string;
  /** What the server wants to be sent as ACCOUNTINFO. */
  accountInfo: AccountEntry[];
  /** Digests of the inventory the server has last accepted. */
  acceptedDigests: SectionDigests;
  /** Period of contacts in hours, as the server last said. */
  prologFrequencyHours?: number;
}

/** The state folder: `device.json`, one file a server, and one for its key. Files are replaced as a whole or not at all. */
export interface StateStore extends KeyStore {
  readIdentity(): Promise<DeviceIdentity | undefined>;
  writeIdentity(identity: DeviceIdentity): Promise<void>;
  readServer(serverUrl: string): Promise<ServerState>;
  writeServer(serverUrl: string, state: ServerState): Promise<void>;
}

/** Opens a state folder, which is made when the first file is written. */
export function createStateStore(folder: string): StateStore {
  const identityFile = path.join(folder, 'device.json');
  const serverFile = (url: string) => path.join(folder, 'servers', toFileName(url));
  const keyFile = (url: string) => path.join(folder, 'keys', toFileName(url));
  return {
    readKey: (url) => readJson<StoredKey>(keyFile(url)),
    writeKey: (url, key) => writeJson(keyFile(url), key),
    readIdentity: () => readJson<DeviceIdentity>(identityFile),
    writeIdentity: (identity) => writeJson(identityFile, identity),
    readServer: async (url) => {
      const stored = await readJson<Partial<ServerState>>(serverFile(url));
      return { accountInfo: [], acceptedDigests: {}, ...stored };
    },
    writeServer: (url, state) => writeJson(serverFile(url), state),
  };
}

/** Readable, and never the same for two servers. */
function toFileName(serverUrl: string): string {
  const readable = serverUrl.replace(/^\w+:\/\//, '').replace(/[^\w.-]+/g, '_');
  const digest = createHash('sha256').update(serverUrl).digest('hex').slice(0, 8);
  return `${readable.slice(0, 100)}-${digest}.json`;
}

async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch (error) {
    if (findErrorCode(error) === 'ENOENT') return undefined;
    const advice =
      error instanceof SyntaxError ? 'remove it to start anew' : '--state-dir names another folder';
    throw new Error(`reading the state file ${file}; ${advice}`, { cause: error });
  }
}

async function writeJson(file: string, value: unknown): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const draft = `${file}.${process.pid}.new`;
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(value, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    throw new Error(`writing the state file ${file}; --state-dir names another folder`, { cause: error });
  }
}
