import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, open, readdir, readlink, stat, statfs } from 'node:fs/promises';
import { hostname, machine, networkInterfaces } from 'node:os';
import path from 'node:path';
import { findErrorCode } from '@popis/runtime';
import type { CommandResult, FileSystemSpace, Host, InterfaceAddress } from './host.ts';

const commandFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const commandTimeoutMs = 30_000;
const outputLimitBytes = 32 * 1024 * 1024;
const fileLimitBytes = 32 * 1024 * 1024;
/** What sysfs and procfs answer for a value that does not exist at the moment. */
const absentCodes = [
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'EINVAL',
  'ENODEV',
  'ENXIO',
  'EIO',
  'EOPNOTSUPP',
  'ENODATA',
];
const deniedCodes = ['EACCES', 'EPERM'];

/** The machine this process runs on. `onDenied` hears of every file that this account may not read. */
export function createLocalHost(onDenied: (path: string) => void): Host {
  const orAbsent = <T>(file: string, reading: Promise<T>) => readOrAbsent(file, reading, onDenied);
  return {
    name: hostname(),
    architecture: machine(),
    readText: async (file) => (await orAbsent(file, readLimited(file)))?.toString('utf8'),
    readBytes: (file) => orAbsent(file, readLimited(file)),
    list: async (folder) => ((await orAbsent(folder, readdir(folder))) ?? []).sort(),
    readLink: (file) => orAbsent(file, readlink(file)),
    modifiedAt: async (file) => (await orAbsent(file, stat(file)))?.mtime,
    space: (mountPoint) => orAbsent(mountPoint, readSpace(mountPoint)),
    addresses: listAddresses,
    hasCommand: async (command) => (await findCommand(command)) !== undefined,
    run: runCommand,
  };
}

async function readOrAbsent<T>(
  file: string,
  reading: Promise<T>,
  onDenied: (path: string) => void,
): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const code = findErrorCode(error) ?? '';
    if (deniedCodes.includes(code)) onDenied(file);
    else if (!absentCodes.includes(code)) throw new Error(`reading ${file}`, { cause: error });
    return undefined;
  }
}

/** Files of procfs and sysfs say nothing true of their size: read up to the end or the limit. */
async function readLimited(file: string): Promise<Buffer> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if ((await handle.stat()).size > fileLimitBytes) throw new Error(`${file} is larger than expected`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

async function readSpace(mountPoint: string): Promise<FileSystemSpace> {
  const { blocks, bsize, bavail } = await statfs(mountPoint);
  return { totalBytes: blocks * bsize, freeBytes: bavail * bsize };
}

function listAddresses(): InterfaceAddress[] {
  const addresses: InterfaceAddress[] = [];
  for (const [interfaceName, found] of Object.entries(networkInterfaces())) {
    for (const { family, address, netmask } of found ?? []) {
      addresses.push({ interfaceName, family, address, netmask });
    }
  }
  return addresses;
}

async function findCommand(command: string): Promise<string | undefined> {
  for (const folder of commandFolders) {
    const file = path.join(folder, command);
    try {
      await access(file, constants.X_OK);
      return file;
    } catch {
      // not in this folder
    }
  }
  return undefined;
}

async function runCommand(command: string, args: readonly string[]): Promise<CommandResult> {
  const file = await findCommand(command);
  if (file === undefined) throw new Error(`${command} is not installed`);
  const options = {
    env: { PATH: commandFolders.join(':'), LC_ALL: 'C', LANG: 'C', HOME: '/' },
    timeout: commandTimeoutMs,
    killSignal: 'SIGKILL' as const,
    maxBuffer: outputLimitBytes,
    cwd: '/',
  };
  return await new Promise((resolve, reject) => {
    const child = execFile(file, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve({ exitCode: 0, stdout, stderr });
      if (typeof error.code === 'number') return resolve({ exitCode: error.code, stdout, stderr });
      const reason = error.killed ? `did not end within ${commandTimeoutMs / 1000} s` : error.message;
      reject(new Error(`${command} ${reason}`, { cause: error }));
    });
    child.stdin?.end();
  });
}
