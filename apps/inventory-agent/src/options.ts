import { homedir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Fault, InvalidInputError } from '@popis/errors';

/** Where a report goes. */
export type Destination =
  | { kind: 'server'; url: URL; asService: boolean }
  | { kind: 'folder'; folder: string }
  | { kind: 'stdout' }
  | { kind: 'recording'; file: string };

/** The command line, read and checked. */
export interface Options {
  destination: Destination;
  tag?: string;
  stateFolder: string;
  force: boolean;
  userAgent: string;
  timeoutMs: number;
  user?: string;
  password?: string;
  /** File whose text is the password, so that it does not show in the list of processes. */
  passwordFile?: string;
  caFile?: string;
  /** Certificate that this host shows to the server, and its key, PEM. */
  clientCertificateFile?: string;
  clientKeyFile?: string;
  /** File with the token that opens the server to this host's key. */
  enrolTokenFile?: string;
  /** Put a new key in the place of the present one. */
  rotatesKey: boolean;
}

export const usage = `Usage: popis-agent --server URL [--tag TAG] [--service] | --local DIR | --stdout | --record FILE

Where the report goes (exactly one):
  --server URL          to an OCS endpoint; a bare host name means http://HOST/ocsinventory
  --local DIR           to the file DIR/<DEVICEID>.ocs, for hosts without a connection
  --stdout              to standard output, as XML
  --record FILE         no report: everything the collectors read, for an error report

Options:
  --tag TAG             name under which the server files this host, until the server gives another
  --service             stay and report every so many hours as the server says, first at a random moment
  --force               send without asking the server whether it wants an inventory
  --user USER           user for HTTP basic authentication
  --password PASSWORD   its password; visible to other users of this host: prefer
  --password-file FILE  file that holds the password
  --ca FILE             PEM file with the certificate authorities to trust
  --client-certificate FILE, --client-key FILE
                        PEM files with the certificate that this host shows, and its key
  --enrol-token-file FILE
                        token by which the server takes a key of this host, if it has taken none yet
  --rotate-key          replace that key by a new one first
  --timeout SECONDS     for each request to the server (default 180)
  --user-agent TEXT     how to call itself to the server
  --state-dir DIR       what is kept between runs (default /var/lib/popis-agent for root, else ~/.local/state/popis-agent)
  --version, --help`;

const definitions = {
  server: { type: 'string' },
  local: { type: 'string' },
  stdout: { type: 'boolean' },
  record: { type: 'string' },
  tag: { type: 'string' },
  service: { type: 'boolean' },
  force: { type: 'boolean' },
  user: { type: 'string' },
  password: { type: 'string' },
  'password-file': { type: 'string' },
  ca: { type: 'string' },
  'client-certificate': { type: 'string' },
  'client-key': { type: 'string' },
  'enrol-token-file': { type: 'string' },
  'rotate-key': { type: 'boolean' },
  timeout: { type: 'string' },
  'user-agent': { type: 'string' },
  'state-dir': { type: 'string' },
  version: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type Given = { -readonly [Name in keyof typeof definitions]?: string | boolean };

/**
 * Reads the command line.
 * @throws InvalidInputError listing all faults.
 */
export function parseOptions(
  args: readonly string[],
  defaults: { version: string; isRoot: boolean },
): Options | 'help' | 'version' {
  const given = readArguments(args);
  if (given.help === true) return 'help';
  if (given.version === true) return 'version';
  const faults: Fault[] = [];
  const destination = toDestination(given, faults);
  const timeoutSeconds = Number(given.timeout ?? 180);
  if (!(timeoutSeconds > 0))
    faults.push({ path: '--timeout', message: 'must be a number of seconds above 0' });
  if (given.password !== undefined && given['password-file'] !== undefined) {
    faults.push({ path: '--password-file', message: 'cannot be given together with --password' });
  }
  if ((given['client-certificate'] === undefined) !== (given['client-key'] === undefined)) {
    faults.push({ path: '--client-key', message: 'must be given together with --client-certificate' });
  }
  if (given['rotate-key'] === true && given.service === true) {
    faults.push({ path: '--rotate-key', message: 'cannot be given together with --service' });
  }
  if (destination === undefined || faults.length > 0) {
    throw new InvalidInputError('The command line has faults', faults);
  }
  return {
    destination,
    tag: toText(given.tag),
    stateFolder: path.resolve(toText(given['state-dir']) ?? defaultStateFolder(defaults.isRoot)),
    force: given.force === true,
    userAgent: toText(given['user-agent']) ?? defaultUserAgent(defaults.version),
    timeoutMs: timeoutSeconds * 1000,
    user: toText(given.user),
    password: toText(given.password),
    passwordFile: toText(given['password-file']),
    caFile: toText(given.ca),
    clientCertificateFile: toText(given['client-certificate']),
    clientKeyFile: toText(given['client-key']),
    enrolTokenFile: toText(given['enrol-token-file']),
    rotatesKey: given['rotate-key'] === true,
  };
}

/**
 * A real OCS server answers 400 to a User-Agent it does not know, and to a version above its own (Server/Useragent.pm):
 * so the agent calls itself what it can stand in for, at a version every server since 2.1 takes, and adds its own name.
 * It fits into the 50 characters of hardware.USERAGENT.
 */
export function defaultUserAgent(version: string): string {
  return `OCS-NG_unified_unix_agent_v2.1.0 (Popis ${version})`;
}

function readArguments(args: readonly string[]): Given {
  try {
    return parseArgs({ args: [...args], options: definitions, strict: true }).values;
  } catch (error) {
    throw new InvalidInputError(error instanceof Error ? error.message : String(error));
  }
}

function toDestination(given: Given, faults: Fault[]): Destination | undefined {
  const named = (['server', 'local', 'stdout', 'record'] as const).filter(
    (name) => given[name] !== undefined,
  );
  if (named.length !== 1) {
    const message = 'exactly one of --server, --local, --stdout and --record must be given';
    faults.push({ path: '--server', message });
    return undefined;
  }
  if (given.service === true && named[0] !== 'server') {
    faults.push({ path: '--service', message: 'needs --server' });
  }
  if (given.local !== undefined) return { kind: 'folder', folder: path.resolve(String(given.local)) };
  if (given.record !== undefined) return { kind: 'recording', file: path.resolve(String(given.record)) };
  if (given.stdout !== undefined) return { kind: 'stdout' };
  const url = toServerUrl(String(given.server));
  if (url === undefined) faults.push({ path: '--server', message: 'must be an http or https address' });
  return url && { kind: 'server', url, asService: given.service === true };
}

/** As the OCS agent does: a bare name is a host, an address without a path gets the usual one. */
function toServerUrl(given: string): URL | undefined {
  const text = given.includes('://') ? given : `http://${given}`;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  if (url.pathname === '/') url.pathname = '/ocsinventory';
  return url;
}

function defaultStateFolder(isRoot: boolean): string {
  return isRoot ? '/var/lib/popis-agent' : path.join(homedir(), '.local/state/popis-agent');
}

function toText(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
