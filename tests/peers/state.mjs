// The state folder of the peers: what is known of each, and a lock around changing it.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What tests read: the values of all peers, merged. */
export function peersFile(stateFolder) {
  return path.join(stateFolder, 'peers.json');
}

/** The values of each peer by its name, as written last. */
export function readState(stateFolder) {
  const file = stateFile(stateFolder);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

export function writeState(stateFolder, valuesByPeer) {
  const none = Object.keys(valuesByPeer).length === 0;
  const contents = {
    [stateFile(stateFolder)]: valuesByPeer,
    [peersFile(stateFolder)]: Object.assign({}, ...Object.values(valuesByPeer)),
  };
  for (const [file, content] of Object.entries(contents)) {
    if (none) rmSync(file, { force: true });
    else writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  }
}

function stateFile(stateFolder) {
  return path.join(stateFolder, 'state.json');
}

/** Others may pass through the folder, for servers run as users of their own; nobody else may have made it. */
export function prepareStateFolder(stateFolder) {
  mkdirSync(stateFolder, { recursive: true, mode: 0o711 });
  const stats = lstatSync(stateFolder);
  if (!stats.isDirectory() || stats.uid !== process.getuid()) {
    throw new Error(`${stateFolder} belongs to someone else`);
  }
  chmodSync(stateFolder, 0o711);
}

/** Another process may be about to use the folder: then it is not empty, and stays. */
export function removeIfEmpty(stateFolder) {
  try {
    rmdirSync(stateFolder);
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'ENOENT') throw error;
  }
}

/** One at a time in a state folder; the lock of a process that is gone does not count. */
export async function locked(stateFolder, work) {
  const lock = path.join(stateFolder, 'lock');
  while (!tryLock(lock)) await sleep(200);
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function tryLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
  if (owner !== 0 && !existsSync(`/proc/${owner}`)) rmSync(lock, { force: true });
  return false;
}
