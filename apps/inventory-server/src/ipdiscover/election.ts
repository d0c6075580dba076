import type { SectionRow } from '@popis/inventory-format';
import { isIpv4 } from './scan-results.ts';

/** A device that scans a subnet (row `IPDISCOVER` of `devices`). */
export interface Holder {
  hardwareId: number;
  subnet: string;
  /** 1 = elected, 2 = told to by a person. */
  kind: number;
  quality: number;
  daysSinceInventory: number;
}

/** Of all devices alike. */
export interface ElectionRules {
  /** IPDISCOVER: most devices that scan one subnet. */
  holdersPerSubnet: number;
  /** IPDISCOVER_MAX_ALIVE: days after which a holder that does not come loses its place; 0 = never. */
  maxDaysAway: number;
  /** IPDISCOVER_BETTER_THRESHOLD: days by which the mean interval of who replaces a holder is shorter. */
  betterThreshold: number;
  /** IPDISCOVER_NO_POSTPONE: elect devices of which nothing is known yet. */
  electsAtOnce: boolean;
}

/** Who gets a subnet to scan. */
export type Election =
  | { kind: 'none' }
  | { kind: 'elect'; subnet: string }
  | { kind: 'replace'; subnet: string; hardwareId: number };

const NONE: Election = { kind: 'none' };
/** Mean intervals of a device that came twice say little. */
const LEAST_FIDELITY = 3;
/** OCS scans no subnet larger than 65,536 addresses. */
const MASK = /^(?:255\.){2}|^0x(?:ff){2}/;

/** Subnets a device could scan, in the order of its interfaces. */
export function listCandidates(networks: readonly SectionRow[]): string[] {
  const subnets = new Set<string>();
  for (const network of networks) {
    const subnet = network.IPSUBNET ?? '';
    const isUsable =
      !/ppp/i.test(network.DESCRIPTION ?? '') &&
      /up/i.test(network.STATUS ?? '') &&
      MASK.test(network.IPMASK ?? '');
    if (isUsable && isIpv4(subnet)) {
      subnets.add(subnet);
    }
  }
  return [...subnets];
}

/** Whether a device comes regularly enough to be elected. */
export function isEligible(regularity: { quality: number; fidelity: number }, rules: ElectionRules): boolean {
  return rules.electsAtOnce || (regularity.fidelity >= LEAST_FIDELITY && regularity.quality !== 0);
}

/**
 * Elects a device that scans nothing yet (OCS: Capacities/Ipdiscover.pm): the first of its subnets that has room; else the
 * place of a holder that stays away, or of the one that comes least often if this device comes clearly more often.
 */
export function electScanner(
  candidates: readonly string[],
  holders: readonly Holder[],
  quality: number,
  rules: ElectionRules,
): Election {
  const room = candidates.find(
    (subnet) => holders.filter((holder) => holder.subnet === subnet).length < rules.holdersPerSubnet,
  );
  if (room !== undefined) {
    return { kind: 'elect', subnet: room };
  }
  for (const subnet of candidates) {
    const elected = holders.filter((holder) => holder.subnet === subnet && holder.kind !== 2);
    const away = elected.find(
      (holder) => rules.maxDaysAway > 0 && holder.daysSinceInventory > rules.maxDaysAway,
    );
    const worst = [...elected].sort((left, right) => right.quality - left.quality)[0];
    const isBetter = worst !== undefined && worst.quality - quality > rules.betterThreshold;
    const loser = away ?? (isBetter ? worst : undefined);
    if (loser !== undefined) {
      return { kind: 'replace', subnet, hardwareId: loser.hardwareId };
    }
  }
  return NONE;
}

/** Whether a device that was elected loses its subnet: it did not scan, too many scan it, or nobody is to. */
export function losesSubnet(
  scan: { wasMade: boolean; holders: number; isBlacklisted: boolean },
  rules: ElectionRules,
): boolean {
  return !scan.wasMade || scan.holders > rules.holdersPerSubnet || scan.isBlacklisted;
}
