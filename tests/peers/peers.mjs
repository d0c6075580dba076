// The peers as one thing: start them all, stop them all.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as chromium from './chromium/peer.mjs';
import { findDaemon, stopDaemon } from './daemon.mjs';
import { installObstacle, installPackages, listMissing } from './install.mjs';
import * as mariadb from './mariadb/peer.mjs';
import * as ocs from './ocs/peer.mjs';
import * as s3 from './s3/peer.mjs';
import { locked, peersFile, prepareStateFolder, readState, removeIfEmpty, writeState } from './state.mjs';
import * as xsltproc from './xsltproc/peer.mjs';

const peers = { mariadb, s3, chromium, ocs, xsltproc };

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
 * Installs and starts what is not there yet, of all peers or of those named and what they use. Returns their values, the
 * file they are written to, and the names of the peers that this call started.
 */
export async function startPeers(stateFolder, log, names = Object.keys(peers)) {
  prepareStateFolder(stateFolder);
  return await locked(stateFolder, async () => {
    const missing = listMissing(allNeeds());
    if (missing.length > 0) {
      const debconf = Object.values(peers).flatMap((peer) => peer.debconf ?? []);
      await installPackages(missing, debconf, log);
    }
    const known = readState(stateFolder);
    const started = [];
    const running = new Map();
    const valuesOf = (name) => {
      const existing = running.get(name);
      if (existing !== undefined) return existing;
      const values = startPeer(stateFolder, name, known[name], valuesOf, started, log);
      running.set(name, values);
      return values;
    };
    const unknown = names.filter((name) => !(name in peers));
    if (unknown.length > 0)
      throw new Error(`no peer ${unknown.join(', ')}; there are: ${Object.keys(peers).join(', ')}`);
    const outcomes = await Promise.allSettled(names.map(valuesOf));
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
    if (failed.length > 0) {
      await stopLocked(stateFolder, started, { keepData: true });
      throw new Error(failed.map((outcome) => outcome.reason.message).join('\n'));
    }
    const state = { ...known };
    for (const [name, values] of running) state[name] = await values;
    writeState(stateFolder, state);
    return { values: Object.assign({}, ...Object.values(state)), file: peersFile(stateFolder), started };
  });
}

/** Stops the named peers (all by default) and removes their data. */
export async function stopPeers(stateFolder, names = Object.keys(peers)) {
  if (!existsSync(stateFolder)) return;
  await locked(stateFolder, () => stopLocked(stateFolder, names, { keepData: false }));
  removeIfEmpty(stateFolder);
}

async function stopLocked(stateFolder, names, { keepData }) {
  // The other way round than started: a peer may use those before it.
  for (const name of Object.keys(peers).reverse()) {
    if (!names.includes(name)) continue;
    const folder = path.join(stateFolder, name);
    for (const daemon of peers[name].daemons) await stopDaemon(folder, daemon);
    if (!keepData) rmSync(folder, { recursive: true, force: true });
  }
  const left = Object.entries(readState(stateFolder)).filter(([name]) => !names.includes(name));
  writeState(stateFolder, Object.fromEntries(left));
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
