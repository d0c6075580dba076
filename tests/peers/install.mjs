// What peers need from the system: found, or installed from Debian's packages when this process may.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';

const POLICY = '/usr/sbin/policy-rc.d';

/** The Debian packages among `needs` (package → a file that proves it) whose file is not there. */
export function listMissing(needs) {
  return Object.entries(needs)
    .filter(([, file]) => !existsSync(file))
    .map(([name]) => name);
}

/** Why this process cannot install Debian packages, or undefined when it can. */
export function installObstacle() {
  if (!existsSync('/usr/bin/apt-get')) return 'this is not a Debian system';
  if (process.getuid?.() !== 0) return 'this is not root';
  return undefined;
}

/** Installs the packages with one apt-get; no daemon of theirs is started by the installation. */
export async function installPackages(packages, debconf, log) {
  log(`installing ${packages.join(' ')}`);
  const holdsPolicy = !existsSync(POLICY);
  if (holdsPolicy) {
    writeFileSync(POLICY, '#!/bin/sh\nexit 101\n');
    chmodSync(POLICY, 0o755);
  }
  const removePolicy = () => rmSync(POLICY, { force: true });
  if (holdsPolicy) process.once('exit', removePolicy);
  try {
    if (debconf.length > 0) await run('debconf-set-selections', [], `${debconf.join('\n')}\n`);
    await run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=600', 'update']);
    await run('apt-get', [
      ...['-q', '-y', '-o', 'DPkg::Lock::Timeout=600', '-o', 'Dpkg::Use-Pty=0'],
      ...['install', '--no-install-recommends', ...packages],
    ]);
  } finally {
    if (holdsPolicy) {
      removePolicy();
      process.off('exit', removePolicy);
    }
  }
}

function run(command, args, input = '') {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve();
      const end = output.trimEnd().split('\n').slice(-15).join('\n');
      reject(new Error(`${command} ${args.join(' ')} failed:\n${end}`));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
