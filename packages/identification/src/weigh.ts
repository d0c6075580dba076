import type { Contact, Holders, KnownDevice } from './contact.ts';
import { IDENTIFIER_KINDS, type IdentifierKind, toIdentifier } from './fingerprint.ts';
import type { EvidenceKind, MachineRules, Rules } from './rules.ts';

/** What one kind of evidence says of a candidate. */
export interface Term {
  readonly kind: EvidenceKind;
  /** `partly`: some of several values agree while each side has others too, as where a dock went from one to the other. */
  readonly says: 'agrees' | 'partly' | 'differs';
  /** The values that agree; of values that differ, those of the contact. */
  readonly values: readonly string[];
  /** Points before sharing is considered. */
  readonly weight: number;
  /** Other live devices with the value; of several values, that of the rarest. */
  readonly sharedBy: number;
  /** Points that count, before the bounds of their carrier. */
  readonly points: number;
}

/** A candidate weighed. */
export interface Weighed {
  readonly machine: 'physical' | 'virtual';
  readonly score: number;
  readonly terms: readonly Term[];
}

/** Weighs a candidate against a contact. The order of values never matters. */
export function weigh(contact: Contact, device: KnownDevice, holders: Holders, rules: Rules): Weighed {
  const kindOfMachine =
    contact.fingerprint.isVirtual && device.fingerprint.isVirtual ? 'virtual' : 'physical';
  const machine = rules[kindOfMachine];
  const count = (kind: IdentifierKind, values: readonly string[]) =>
    Math.min(...values.map((value) => countOthers(kind, value, device, holders)));
  const terms: Term[] = [];
  for (const kind of IDENTIFIER_KINDS) {
    const compared = compareValues(contact.fingerprint.values[kind], device.fingerprint.values[kind]);
    if (compared !== undefined) {
      const sharedBy = compared.says === 'differs' ? 0 : count(kind, compared.values);
      terms.push(toTerm(kind, compared, sharedBy, machine, rules));
    }
  }
  const described = [
    compareOne('model', contact.fingerprint.model, device.fingerprint.model),
    claimOf('deviceId', contact.deviceId, device.names),
    claimOf('oldDeviceId', contact.oldDeviceId, [...device.names, ...device.formerNames]),
  ];
  for (const compared of described) {
    if (compared !== undefined) {
      terms.push(toTerm(compared.kind, compared, 0, machine, rules));
    }
  }
  return { machine: kindOfMachine, score: sumUp(terms, machine), terms };
}

/** The points of terms within the bounds of what carries them. */
export function sumUp(terms: readonly Term[], machine: MachineRules): number {
  let score = 0;
  for (const carrier of Object.values(machine.carriers)) {
    let points = 0;
    for (const term of terms) {
      points += carrier.kinds.includes(term.kind) ? term.points : 0;
    }
    score += Math.max(carrier.least, Math.min(carrier.most, points));
  }
  return Math.round(score * 10) / 10;
}

interface Compared {
  says: Term['says'];
  values: readonly string[];
}

function compareValues(ours: readonly string[], theirs: readonly string[]): Compared | undefined {
  if (ours.length === 0 || theirs.length === 0) {
    return undefined;
  }
  const common = ours.filter((value) => theirs.includes(value));
  if (common.length === 0) {
    return { says: 'differs', values: ours };
  }
  const bothHaveOthers = common.length < ours.length && common.length < theirs.length;
  return { says: bothHaveOthers ? 'partly' : 'agrees', values: common };
}

function compareOne(kind: 'model', ours: string | null, theirs: string | null) {
  return ours === null || theirs === null
    ? undefined
    : { kind, says: ours === theirs ? ('agrees' as const) : ('differs' as const), values: [ours] };
}

/** A name that somebody gives itself counts where it fits; that it does not fit says nothing. */
function claimOf(kind: 'deviceId' | 'oldDeviceId', name: string | undefined, names: readonly string[]) {
  return name !== undefined && names.includes(name)
    ? { kind, says: 'agrees' as const, values: [name] }
    : undefined;
}

function toTerm(
  kind: EvidenceKind,
  compared: Compared,
  sharedBy: number,
  machine: MachineRules,
  rules: Rules,
): Term {
  const { agrees, differs } = machine.weights[kind];
  const weight = { agrees, partly: agrees * rules.partly, differs: -differs }[compared.says];
  const left = compared.says === 'differs' ? 1 : (rules.shared[sharedBy] ?? 0);
  return { kind, says: compared.says, values: compared.values, weight, sharedBy, points: weight * left };
}

function countOthers(kind: IdentifierKind, value: string, device: KnownDevice, holders: Holders): number {
  const all = holders.get(toIdentifier(kind, value)) ?? [];
  return all.filter((group) => group !== device.group).length;
}
