import type { OrderParameter } from '@popis/inventory-format';
import type { Parameter } from '../prolog/effective-values.ts';

/** A package that was activated (table `download_enable`), and the device that hands out its fragments, if one does. */
export interface ActivePackage {
  enableId: number;
  /** Number of the package: the instant of its making. */
  fileId: string;
  infoLocation: string;
  packLocation: string;
  certPath: string | null;
  certFile: string | null;
  server: { address: string | null; name: string | null } | undefined;
}

/** What a device is told of its packages, and what becomes of their states. Numbers are ids of `download_enable`. */
export interface PackagePlan {
  parameters: OrderParameter[];
  /** Were waiting, and have been told now. */
  notified: number[];
  /** Told because of a group: the device gets a row of its own, which says how it went. */
  traced: number[];
  /** The agent has installed them before. */
  alreadyInstalled: number[];
  /** Their fragments are at a device that is gone or has no address. */
  unreachable: number[];
}

/** What the plan looks at. */
export interface PackageInput {
  /** The device's and its groups' rows of `devices`. */
  parameters: readonly Parameter[];
  packages: ReadonlyMap<number, ActivePackage>;
  /** Numbers of the packages the agent says it has installed. */
  history: ReadonlySet<string>;
  /** DOWNLOAD_GROUPS_TRACE_EVENTS: keep for each device how a package of its group went. */
  tracesGroups: boolean;
}

const NOTIFIED = 'NOTIFIED';
const INSTALL_PATH = 'INSTALL_PATH';

/**
 * Which packages a device is told to install (OCS: Capacities/Download.pm). Those of its groups come first and are told
 * once; afterwards the device's own row has the say.
 */
export function planPackages(input: PackageInput): PackagePlan {
  const plan: PackagePlan = {
    parameters: [],
    notified: [],
    traced: [],
    alreadyInstalled: [],
    unreachable: [],
  };
  const told = new Set<string>();
  planGroupPackages(input, plan, told);
  planOwnPackages(input, plan, told);
  return plan;
}

function planGroupPackages(input: PackageInput, plan: PackagePlan, told: Set<string>): void {
  const own = new Set(listAssigned(input, true).map(({ active }) => active.enableId));
  for (const { active } of listAssigned(input, false)) {
    const isOwnToo = input.tracesGroups && own.has(active.enableId);
    if (isOwnToo || told.has(active.fileId) || input.history.has(active.fileId)) {
      continue;
    }
    if (order(input, plan, active, false)) {
      told.add(active.fileId);
      if (input.tracesGroups) {
        plan.traced.push(active.enableId);
      }
    }
  }
}

function planOwnPackages(input: PackageInput, plan: PackagePlan, told: Set<string>): void {
  for (const { active, state } of listAssigned(input, true)) {
    if (state !== null && state !== NOTIFIED) {
      continue;
    }
    const isForced = findExtra(input, 'DOWNLOAD_FORCE', active.fileId, true) === '1';
    if (!isForced && input.history.has(active.fileId)) {
      plan.alreadyInstalled.push(active.enableId);
    } else if (told.has(active.fileId) || order(input, plan, active, isForced)) {
      told.add(active.fileId);
      if (state === null) {
        plan.notified.push(active.enableId);
      }
    }
  }
}

/** Adds the order of a package; false when nobody can say where its fragments are. */
function order(input: PackageInput, plan: PackagePlan, active: ActivePackage, isForced: boolean): boolean {
  const location = packLocation(active);
  if (location === undefined) {
    plan.unreachable.push(active.enableId);
    return false;
  }
  plan.parameters.push({
    attributes: {
      TYPE: 'PACK',
      ID: active.fileId,
      INFO_LOC: active.infoLocation,
      PACK_LOC: location,
      CERT_PATH: active.certPath || INSTALL_PATH,
      CERT_FILE: active.certFile || INSTALL_PATH,
      SCHEDULE: findExtra(input, 'DOWNLOAD_SCHEDULE', active.fileId, false) ?? '',
      POSTCMD: findExtra(input, 'DOWNLOAD_POSTCMD', active.fileId, false) ?? '',
      FORCE: isForced ? '1' : '0',
    },
  });
  return true;
}

/** PACK_LOC with the address or name of the device that hands the fragments out in the place of `$IP$` or `$NAME$`. */
function packLocation(active: ActivePackage): string | undefined {
  const { packLocation: template, server } = active;
  if (!/\$(IP|NAME)\$/.test(template)) {
    return template;
  }
  const isAnswered =
    (!template.includes('$IP$') || server?.address) && (!template.includes('$NAME$') || server?.name);
  return isAnswered
    ? template.replaceAll('$IP$', () => server?.address ?? '').replaceAll('$NAME$', () => server?.name ?? '')
    : undefined;
}

function listAssigned(
  input: PackageInput,
  isOwn: boolean,
): { active: ActivePackage; state: string | null }[] {
  return input.parameters.flatMap((parameter) => {
    const active = parameter.name === 'DOWNLOAD' ? input.packages.get(parameter.number ?? 0) : undefined;
    return active === undefined || parameter.isOwn !== isOwn ? [] : [{ active, state: parameter.text }];
  });
}

/** What the device's own row, else a group's, adds to the order of a package. */
function findExtra(
  input: PackageInput,
  name: string,
  fileId: string,
  isOwnOnly: boolean,
): string | undefined {
  let found: string | undefined;
  for (const parameter of input.parameters) {
    const isOfPackage =
      parameter.name === name && input.packages.get(parameter.number ?? 0)?.fileId === fileId;
    if (isOfPackage && parameter.text !== null) {
      if (parameter.isOwn) {
        return parameter.text;
      }
      found ??= isOwnOnly ? undefined : parameter.text;
    }
  }
  return found;
}
