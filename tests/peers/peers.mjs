// The peers as one thing: start them all, stop them all.
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as chromium from './chromium/peer.mjs';
import { findDaemon, stopDaemon } from './daemon.mjs';
import { installObstacle, installPackages, listMissing } from './install.mjs';
import * as mariadb from './mariadb/peer.mjs';
import * as ocs from './ocs/peer.mjs';
import * as s3 from './s3/peer.mjs';

const peers = { mariadb, s3, chromium, ocs };

/** Where the state of this checkout's peers is kept: outside the checkout, which servers may not be able to enter. */
export function defaultStateFolder() {
  const checkout = createHash('sha256')
    .update(import.meta.dirname)
    .digest('hex')
    .slice(0, 12);
  return `/var/tmp/popis-peers-${checkout}`;
}

/** What cannot be used here, in one line for a person; undefined when all is there or can be installed. */
export function findObstacle() {
  const missing = listMissing(allNeeds());
  const obstacle = installObstacle();
  if (missing.length === 0 || obstacle === undefined) return undefined;
  return `missing for the tests: ${missing.join(', ')}. They cannot be installed because ${obstacle}; on Debian: sudo apt-get install --no-install-recommends ${missing.join(' ')}`;
}

/**
 * Installs and starts what is not there yet. Returns the values of all peers, the file they are written to,
 * and the names of the peers that this call started.
 */
export async function startPeers(stateFolder, log) {
  prepareStateFolder(stateFolder);
  return await locked(stateFolder, async () => {
    const missing = listMissing(allNeeds());
    if (missing.length > 0) {
      const debconf = Object.values(peers).flatMap((peer) => peer.debconf ?? []);
      await installPackages(missing, debconf, log);
    }
    const file = path.join(stateFolder, 'peers.json');
    const known = readKnown(stateFolder);
    const started = [];
    const running = new Map();
    const valuesOf = (name) => {
      const existing = running.get(name);
      if (existing !== undefined) return existing;
      const values = startPeer(stateFolder, name, known[name], valuesOf, started, log);
      running.set(name, values);
      return values;
    };
    const outcomes = await Promise.allSettled(Object.keys(peers).map(valuesOf));
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
    if (failed.length > 0) {
      await stopLocked(stateFolder, started, { keepData: true });
      throw new Error(failed.map((outcome) => outcome.reason.message).join('\n'));
    }
    const values = Object.assign({}, ...outcomes.map((outcome) => outcome.value));
    const byPeer = Object.fromEntries(Object.keys(peers).map((name, at) => [name, outcomes[at].value]));
    writePrivate(path.join(stateFolder, 'state.json'), byPeer);
    writePrivate(file, values);
    return { values, file, started };
  });
}

/** Stops the named peers (all by default) and removes their data. */
export async function stopPeers(stateFolder, names = Object.keys(peers)) {
  if (!existsSync(stateFolder)) return;
  await locked(stateFolder, () => stopLocked(stateFolder, names, { keepData: false }));
}

async function stopLocked(stateFolder, names, { keepData }) {
  // The other way round than started: a peer may use those before it.
  for (const name of Object.keys(peers).reverse()) {
    if (!names.includes(name)) continue;
    const folder = path.join(stateFolder, name);
    for (const daemon of peers[name].daemons) await stopDaemon(folder, daemon);
    if (!keepData) rmSync(folder, { recursive: true, force: true });
  }
  if (keepData) return;
  for (const file of ['peers.json', 'state.json']) rmSync(path.join(stateFolder, file), { force: true });
}

async function startPeer(stateFolder, name, knownValues, valuesOf, started, log) {
  const { daemons, start, uses = [] } = peers[name];
  const folder = path.join(stateFolder, name);
  await Promise.all(uses.map(valuesOf));
  const isCurrent = !uses.some((used) => started.includes(used)); // else it would go on with what is gone
  const up = isCurrent && daemons.every((daemon) => findDaemon(folder, daemon) !== undefined);
  if (up && knownValues !== undefined) return knownValues;
  for (const daemon of daemons) await stopDaemon(folder, daemon);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  started.push(name);
  const since = Date.now();
  try {
    const values = await start({
      folder,
      secret: () => randomBytes(18).toString('base64url'),
      peer: valuesOf,
      log: (line) => log(`${name}: ${line}`),
    });
    log(`${name}: ready after ${((Date.now() - since) / 1000).toFixed(1)} s`);
    return values;
  } catch (error) {
    throw new Error(`peer ${name} did not start: ${error.message}`, { cause: error });
  }
}

function allNeeds() {
  return Object.assign({}, ...Object.values(peers).map((peer) => peer.needs));
}

function readKnown(stateFolder) {
  const file = path.join(stateFolder, 'state.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

function writePrivate(file, value) {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
}

/** Others may pass through the folder, for servers run as users of their own; nobody else may have made it. */
function prepareStateFolder(stateFolder) {
  mkdirSync(stateFolder, { recursive: true, mode: 0o711 });
  const stats = lstatSync(stateFolder);
  if (!stats.isDirectory() || stats.uid !== process.getuid()) {
    throw new Error(`${stateFolder} belongs to someone else`);
  }
  chmodSync(stateFolder, 0o711);
}

/** One at a time in a state folder; the lock of a process that is gone does not count. */
async function locked(stateFolder, work) {
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
