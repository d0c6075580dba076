// Starting, watching and stopping the daemons of a peer. A daemon is known by its pid file and by the folder of
// its peer on its command line: a process id alone may by now belong to someone else.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_PORT = 20_000;
const LAST_PORT = 32_000; // below the range from which systems give out ports by themselves

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort() {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
    if (await canListen(port)) return port;
  }
  throw new Error(`no free port between ${FIRST_PORT} and ${LAST_PORT}`);
}

function canListen(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Whether something accepts connections on the port of 127.0.0.1. */
export function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (value) => {
      socket.destroy();
      resolve(value);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}

/**
 * Starts a program that stays in the foreground as a session of its own, output in `<folder>/<name>.log`,
 * process id in `<folder>/<name>.pid`. Its arguments must name a file of the folder.
 */
export function startDaemon(folder, name, command, args, env = {}) {
  if (!args.some((arg) => arg.includes(folder))) throw new Error(`${name}: no argument names ${folder}`);
  const log = openSync(path.join(folder, `${name}.log`), 'a');
  const child = spawn(command, args, {
    cwd: folder,
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...env },
  });
  closeSync(log);
  child.on('error', () => undefined); // waitUntil reports it: no process, no pid file
  if (child.pid === undefined) return;
  writeFileSync(path.join(folder, `${name}.pid`), `${child.pid}\n`);
  child.unref();
}

/** The process id of a daemon of this folder, while it runs. */
export function findDaemon(folder, name) {
  const file = path.join(folder, `${name}.pid`);
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8'));
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return commandLine.includes(folder) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Waits until `isReady` is true; fails with the end of the daemon's log when it dies or needs too long. */
export async function waitForDaemon(folder, name, isReady, timeoutMs = 60_000) {
  const until = Date.now() + timeoutMs;
  for (;;) {
    if (findDaemon(folder, name) === undefined)
      throw new Error(`${name} has died:\n${logTail(folder, name)}`);
    if (await isReady()) return;
    if (Date.now() > until) throw new Error(`${name} was not ready in time:\n${logTail(folder, name)}`);
    await sleep(100);
  }
}

function logTail(folder, name) {
  const file = path.join(folder, `${name}.log`);
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  return lines.slice(-15).join('\n');
}

/** Asks the daemon to stop, insists after 15 seconds, and returns once it is gone. */
export async function stopDaemon(folder, name) {
  const signals = ['SIGTERM', 'SIGKILL'];
  for (const signal of signals) {
    const pid = findDaemon(folder, name);
    if (pid === undefined) break;
    process.kill(pid, signal);
    for (let waited = 0; waited < 15_000 && findDaemon(folder, name) !== undefined; waited += 50)
      await sleep(50);
  }
  rmSync(path.join(folder, `${name}.pid`), { force: true });
}
