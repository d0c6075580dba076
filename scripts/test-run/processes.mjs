// Runs commands, each as a process group of its own, so that all that a test run began can be ended.
import { spawn } from 'node:child_process';

const GRACE_MS = 15_000;
const HANGS_MS = 30 * 60_000;
const running = new Set();

/**
 * Runs the command with its output on this console and no input; resolves to its exit code, null after a signal. A command that
 * hangs is ended by force after half an hour.
 */
export function runCommand(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...options,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    });
    running.add(child);
    const timer = setTimeout(() => {
      console.error(`${command} ${args.join(' ')} hangs`);
      signalGroup(child, 'SIGKILL');
    }, HANGS_MS);
    const finish = (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve(code);
    };
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      finish(1);
    });
    child.on('exit', (code) => {
      signalGroup(child, 'SIGTERM'); // whatever a crashed suite has left running
      finish(code);
    });
  });
}

/** Asks every running command and its children to stop, and ends by force those that have not after 15 seconds. */
export async function stopCommands() {
  const children = [...running];
  const gone = Promise.all(children.map((child) => new Promise((resolve) => child.once('exit', resolve))));
  for (const child of children) signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => {
    for (const child of children) signalGroup(child, 'SIGKILL');
  }, GRACE_MS);
  await gone;
  clearTimeout(timer);
}

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
