/** What a finished command left behind. */
export interface CommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** One address of a network interface. */
export interface InterfaceAddress {
  interfaceName: string;
  family: 'IPv4' | 'IPv6';
  address: string;
  netmask: string;
}

/** Size of a mounted file system. */
export interface FileSystemSpace {
  totalBytes: number;
  freeBytes: number;
}

/**
 * The machine that is inventoried, and the only way of a collector to its files and commands.
 *
 * What is not there, or has nothing to say, is `undefined` or an empty list. So is what this account may not read:
 * the agent says once that it needs more rights. Commands run without a shell, with `LC_ALL=C`, a time limit and
 * a limit of output.
 */
export interface Host {
  /** Host name as the kernel knows it, possibly with a domain. */
  readonly name: string;
  /** Architecture as `uname -m` names it, for example `x86_64`. */
  readonly architecture: string;
  readText(path: string): Promise<string | undefined>;
  readBytes(path: string): Promise<Buffer | undefined>;
  /** Names in a directory, sorted. */
  list(path: string): Promise<string[]>;
  /** Where a symbolic link points, as written in it. */
  readLink(path: string): Promise<string | undefined>;
  modifiedAt(path: string): Promise<Date | undefined>;
  space(mountPoint: string): Promise<FileSystemSpace | undefined>;
  addresses(): InterfaceAddress[];
  hasCommand(command: string): Promise<boolean>;
  /** Throws when the command is missing, takes too long or says too much; a non-zero exit code is a result. */
  run(command: string, args: readonly string[]): Promise<CommandResult>;
}

/** Text of a file that holds one value: trimmed, `undefined` when empty. */
export async function readValue(host: Host, path: string): Promise<string | undefined> {
  const value = (await host.readText(path))?.trim();
  return value === '' ? undefined : value;
}

/** A file that holds one whole number. */
export async function readNumber(host: Host, path: string): Promise<number | undefined> {
  const value = await readValue(host, path);
  return value !== undefined && /^-?\d+$/.test(value) ? Number(value) : undefined;
}

/** Last part of where a link points: in sysfs the name of the driver, subsystem or device. */
export async function readLinkName(host: Host, path: string): Promise<string | undefined> {
  return (await host.readLink(path))?.split('/').at(-1);
}

/** Lines of a command's output; throws when it does not end with 0. */
export async function readLines(host: Host, command: string, args: readonly string[]): Promise<string[]> {
  const result = await host.run(command, args);
  if (result.exitCode !== 0) {
    const reason = result.stderr.trim().split('\n')[0] ?? '';
    throw new Error(`${command} ended with ${result.exitCode}: ${reason}`);
  }
  return toLines(result.stdout);
}

/** Lines of a text, without the empty ones. */
export function toLines(text: string | undefined): string[] {
  return (text ?? '').split('\n').filter((line) => line.trim() !== '');
}
