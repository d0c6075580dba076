import type { InventoryRequest } from '@popis/inventory-format';
import type { Dialect, Statements } from '../database/database.ts';
import { log } from '../logger.ts';
import type { Settings } from '../settings.read-model.ts';
import { isOwnAgent, mayScan } from '../user-agent.ts';
import { type ElectionRules, electScanner, isEligible, listCandidates, losesSubnet } from './election.ts';
import {
  deleteHolder,
  insertHolder,
  listBlacklisted,
  listHolders,
  readTags,
  replaceHolder,
  type ScanState,
  writeNeighbours,
} from './ipdiscover.repository.ts';
import { type Neighbour, toNeighbours } from './scan-results.ts';

/** What settling looks at besides the report. */
export interface ScanContext {
  hardwareId: number;
  state: ScanState;
  settings: Settings;
  userAgent: string;
}

/**
 * Keeps what a device found in its subnet, and settles who scans: a device that has a subnet keeps or loses it, another one
 * may be elected (OCS: Capacities/Ipdiscover.pm; its 2.8.1 never elects by itself, by a mistake that later ones mended).
 */
export async function settleScan(
  statements: Statements,
  dialect: Dialect,
  request: InventoryRequest,
  context: ScanContext,
): Promise<void> {
  const { state, settings } = context;
  const isForbidden =
    state.isForbidden && settings.ENABLE_GROUPS !== 0 && settings.IPDISCOVER_USE_GROUPS !== 0;
  if (settings.IPDISCOVER === 0 || state.own?.kind === 0 || isForbidden) {
    return;
  }
  if (state.own !== undefined && state.own.subnet !== '') {
    await settleHolder(statements, dialect, request, context, state.own);
  } else if (state.own === undefined && mayScan(context.userAgent)) {
    await electDevice(statements, dialect, request, context);
  }
}

async function settleHolder(
  statements: Statements,
  dialect: Dialect,
  request: InventoryRequest,
  context: ScanContext,
  own: { kind: number; subnet: string },
): Promise<void> {
  // OCS reads over an empty element; our own agent says with it that it scanned and found nothing.
  const found = request.discovered ?? [];
  const wasMade = found.length > 0 || (request.discovered !== undefined && isOwnAgent(context.userAgent));
  if (found.length > 0) {
    const { neighbours, skipped } = toNeighbours(found, own.subnet, request.sections.NETWORKS ?? []);
    await keepNeighbours(statements, dialect, context, neighbours);
    if (skipped > 0) {
      log.info({ deviceId: request.deviceId, skipped }, 'addresses of a scan that are none left out');
    }
  }
  if (own.kind === 2) {
    return;
  }
  const [others, blacklisted] = await Promise.all([
    listHolders(statements, dialect, [own.subnet], context.hardwareId),
    listBlacklisted(statements, dialect, [own.subnet]),
  ]);
  const scan = { wasMade, holders: others.length + 1, isBlacklisted: blacklisted.size > 0 };
  if (losesSubnet(scan, toRules(context.settings))) {
    await deleteHolder(statements, context.hardwareId);
  }
}

async function keepNeighbours(
  statements: Statements,
  dialect: Dialect,
  context: ScanContext,
  neighbours: readonly Neighbour[],
): Promise<void> {
  if (neighbours.length === 0) {
    return;
  }
  if (context.settings.IPDISCOVER_LINK_TAG_NETWORK !== 1) {
    await writeNeighbours(statements, dialect, neighbours, null);
    return;
  }
  const macs = neighbours.map(({ mac }) => mac);
  const { own, known } = await readTags(statements, dialect, context.hardwareId, macs);
  // Another site may use the same addresses: what belongs to its TAG is not ours to change.
  const ours = neighbours.filter(({ mac }) => (known.get(mac.toLowerCase()) ?? own) === own);
  if (ours.length > 0) {
    await writeNeighbours(statements, dialect, ours, own);
  }
}

async function electDevice(
  statements: Statements,
  dialect: Dialect,
  request: InventoryRequest,
  context: ScanContext,
): Promise<void> {
  const rules = toRules(context.settings);
  const candidates = listCandidates(request.sections.NETWORKS ?? []);
  if (candidates.length === 0 || !isEligible(context.state, rules)) {
    return;
  }
  const [holders, blacklisted] = await Promise.all([
    listHolders(statements, dialect, candidates, context.hardwareId),
    listBlacklisted(statements, dialect, candidates),
  ]);
  const allowed = candidates.filter((subnet) => !blacklisted.has(subnet));
  const election = electScanner(allowed, holders, context.state.quality, rules);
  if (election.kind === 'elect') {
    await insertHolder(statements, context.hardwareId, election.subnet);
  } else if (election.kind === 'replace') {
    await replaceHolder(statements, context.hardwareId, election.hardwareId, election.subnet);
  }
}

function toRules(settings: Settings): ElectionRules {
  return {
    holdersPerSubnet: settings.IPDISCOVER ?? 0,
    maxDaysAway: settings.IPDISCOVER_MAX_ALIVE ?? 0,
    betterThreshold: settings.IPDISCOVER_BETTER_THRESHOLD ?? 0,
    electsAtOnce: settings.IPDISCOVER_NO_POSTPONE === 1,
  };
}
