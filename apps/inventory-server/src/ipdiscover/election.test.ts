import { expect, test } from 'vitest';
import {
  type ElectionRules,
  electScanner,
  type Holder,
  isEligible,
  listCandidates,
  losesSubnet,
} from './election.ts';

const rules: ElectionRules = {
  holdersPerSubnet: 2,
  maxDaysAway: 7,
  betterThreshold: 1,
  electsAtOnce: false,
};
const subnet = '10.1.2.0';
const eth0 = { DESCRIPTION: 'eth0', STATUS: 'Up', IPMASK: '255.255.255.0', IPSUBNET: subnet };

function holder(hardwareId: number, more: Partial<Holder> = {}): Holder {
  return { hardwareId, subnet, kind: 1, quality: 1, daysSinceInventory: 0, ...more };
}

test('subnets of usable interfaces are candidates, in their order', () => {
  expect(
    listCandidates([
      { ...eth0, DESCRIPTION: 'ppp0', IPSUBNET: '10.0.1.0' },
      { ...eth0, STATUS: 'Down', IPSUBNET: '10.0.2.0' },
      { ...eth0, IPMASK: '255.0.0.0', IPSUBNET: '10.0.0.0' },
      { ...eth0, IPSUBNET: 'fe80::' },
      { ...eth0, IPMASK: '0xffffff00', IPSUBNET: '10.9.0.0' },
      eth0,
      eth0,
    ]),
  ).toEqual(['10.9.0.0', subnet]);
});

test('a device has to have come three times, and not always at once', () => {
  expect(isEligible({ fidelity: 3, quality: 0.5 }, rules)).toBe(true);
  expect(isEligible({ fidelity: 2, quality: 0.5 }, rules)).toBe(false);
  expect(isEligible({ fidelity: 3, quality: 0 }, rules)).toBe(false);
  expect(isEligible({ fidelity: 1, quality: 0 }, { ...rules, electsAtOnce: true })).toBe(true);
});

test('the first subnet with room is given', () => {
  const full = [holder(1), holder(2)];

  expect(electScanner([subnet], [holder(1)], 5, rules)).toEqual({ kind: 'elect', subnet });
  expect(electScanner([subnet, '10.9.0.0'], full, 5, rules)).toEqual({ kind: 'elect', subnet: '10.9.0.0' });
  expect(electScanner([], full, 5, rules)).toEqual({ kind: 'none' });
});

test('a holder that stays away is replaced, whatever its mean interval', () => {
  const away = holder(1, { daysSinceInventory: 8, quality: 0.1 });

  expect(electScanner([subnet], [away, holder(2)], 5, rules)).toEqual({
    kind: 'replace',
    subnet,
    hardwareId: 1,
  });
  expect(electScanner([subnet], [away, holder(2)], 5, { ...rules, maxDaysAway: 0 })).toEqual({
    kind: 'none',
  });
});

test('the one that comes least often is replaced by who comes clearly more often', () => {
  const holders = [holder(1, { quality: 2 }), holder(2, { quality: 3 })];

  expect(electScanner([subnet], holders, 1.9, rules)).toEqual({ kind: 'replace', subnet, hardwareId: 2 });
  expect(electScanner([subnet], holders, 2, rules)).toEqual({ kind: 'none' });
});

test('who was told by a person is never replaced, and takes a place', () => {
  const told = [holder(1, { kind: 2, daysSinceInventory: 99 }), holder(2, { kind: 2, quality: 99 })];

  expect(electScanner([subnet], told, 1, rules)).toEqual({ kind: 'none' });
});

test('a subnet is lost without a scan, with too many holders, or when nobody is to scan it', () => {
  const good = { wasMade: true, holders: 2, isBlacklisted: false };

  expect(losesSubnet(good, rules)).toBe(false);
  expect(losesSubnet({ ...good, wasMade: false }, rules)).toBe(true);
  expect(losesSubnet({ ...good, holders: 3 }, rules)).toBe(true);
  expect(losesSubnet({ ...good, isBlacklisted: true }, rules)).toBe(true);
});
