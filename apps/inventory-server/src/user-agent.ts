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
  const split = userAgent.lastIndexOf('_v');
  const name = split === -1 ? userAgent : userAgent.slice(0, split);
  const version = split === -1 ? '' : userAgent.slice(split + 2);
  if (OCS_AGENTS.has(name)) {
    return isNotNewer(version);
  }
  if (name === OLD_WINDOWS_AGENT) {
    return Number(version) >= 4032 && Number(version) <= 4062;
  }
  return extra.some((entry) => matches(userAgent, entry));
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
