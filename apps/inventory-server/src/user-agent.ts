/** Agents that are let in besides OCS's own and ours: a whole User-Agent, or its beginning before a `*`. */
export const DEFAULT_EXTRA_USER_AGENTS = ['FusionInventory-Agent_v*', 'GLPI-Agent_v*'];

/** The version of the OCS server whose protocol this is; agents that are newer may speak another. */
const SERVER_VERSION = { major: 2, minor: 12 };
const OCS_AGENTS = new Set([
  'OCS-NG_unified_unix_agent',
  'OCS-NG_WINDOWS_AGENT',
  'OCS-NG_windows_mobile_agent',
  'OCS-NG_iOS_agent',
  'OCS-NG_Android_agent',
]);
/** The Windows agent of OCS 1 counted its versions otherwise. */
const OLD_WINDOWS_AGENT = 'OCS-NG_windows_client';
const SCANNING_AGENTS = new Set(['OCS-NG_unified_unix_agent', 'OCS-NG_WINDOWS_AGENT', OLD_WINDOWS_AGENT]);
const OWN_AGENT = 'Popis-Agent_v';

/** Whether a User-Agent is that of Popis's own agent. */
export function isOwnAgent(userAgent: string): boolean {
  return userAgent.startsWith(OWN_AGENT);
}

/** Whether a PROLOG of this User-Agent is answered (OCS: Server/Useragent.pm). */
export function isAcceptedUserAgent(userAgent: string, extra: readonly string[]): boolean {
  if (isOwnAgent(userAgent)) {
    return true;
  }
  const { name, version } = splitUserAgent(userAgent);
  if (OCS_AGENTS.has(name)) {
    return isNotNewer(version);
  }
  if (name === OLD_WINDOWS_AGENT) {
    return Number(version) >= 4032 && Number(version) <= 4062;
  }
  return extra.some((entry) => matches(userAgent, entry));
}

/** Whether devices of this agent may be elected to scan their subnet (OCS: Capacities/Ipdiscover.pm). */
export function mayScan(userAgent: string): boolean {
  return isOwnAgent(userAgent) || SCANNING_AGENTS.has(splitUserAgent(userAgent).name);
}

/** Whether an agent reads the attributes that OCS 2.12 added to orders of scans: those after 2.10.0. */
export function knowsScanTypes(userAgent: string): boolean {
  const { name, version } = splitUserAgent(userAgent);
  const [major = 0, minor = 0, patch = 0] = (version.match(/\d+/g) ?? []).map(Number);
  return OCS_AGENTS.has(name) && (major > 2 || (major === 2 && (minor > 10 || (minor === 10 && patch > 0))));
}

/** Whether an agent is so old that it takes the subnet to scan without attributes. */
export function takesBareSubnet(userAgent: string): boolean {
  const match = /OCS-NG_(windows|linux)_client_v(\d+)/.exec(userAgent);
  return match !== null && Number(match[2]) <= (match[1] === 'windows' ? 4027 : 13);
}

function splitUserAgent(userAgent: string): { name: string; version: string } {
  const split = userAgent.lastIndexOf('_v');
  return split === -1
    ? { name: userAgent, version: '' }
    : { name: userAgent.slice(0, split), version: userAgent.slice(split + 2) };
}

function isNotNewer(version: string): boolean {
  const match = /^(\d+)(?:\.(\d+))?/.exec(version);
  if (match === null) {
    return false;
  }
  const major = Number(match[1]);
  const minor = Number(match[2] ?? 0);
  return major < SERVER_VERSION.major || (major === SERVER_VERSION.major && minor <= SERVER_VERSION.minor);
}

function matches(userAgent: string, entry: string): boolean {
  return entry.endsWith('*') ? userAgent.startsWith(entry.slice(0, -1)) : userAgent === entry;
}
