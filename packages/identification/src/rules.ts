import type { IdentifierKind } from './fingerprint.ts';

/** Kinds of evidence that are weighed: identifiers, and what names the installation or describes the machine. */
export type EvidenceKind = IdentifierKind | 'deviceId' | 'oldDeviceId' | 'model';

/** Points for a kind of evidence that agrees, and against a candidate for one that differs. */
export interface Weight {
  readonly agrees: number;
  readonly differs: number;
}

/** Evidence that one thing carries counts together within these bounds: a new board changes all that is on it at once. */
export interface Carrier {
  readonly kinds: readonly EvidenceKind[];
  readonly most: number;
  readonly least: number;
}

/** How machines of one kind are weighed. */
export interface MachineRules {
  readonly weights: Readonly<Record<EvidenceKind, Weight>>;
  readonly carriers: Readonly<Record<string, Carrier>>;
}

/** The rules of identification: data, so that others can be tried against past contacts. */
export interface Rules {
  readonly version: string;
  readonly physical: MachineRules;
  readonly virtual: MachineRules;
  /** Points from which a candidate is the same device. */
  readonly sameFrom: number;
  /** Points from which a person is asked. */
  readonly reviewFrom: number;
  /** The same for a candidate that reports under the contact's own DEVICEID: silence would hide that two share it. */
  readonly reviewOwnFrom: number;
  /** Of two candidates for the same device, the second has to be this much behind, or be a duplicate of the first. */
  readonly margin: number;
  /** What is left of a weight when some of several values agree and each side has others too, as behind a dock. */
  readonly partly: number;
  /** What is left of a weight when so many other live devices have the value; beyond the list nothing. */
  readonly shared: readonly number[];
  /** A device not heard for longer does not count as live. */
  readonly liveDays: number;
  /** A virtual machine may be a copy of a candidate until that has been silent beside it for so many days … */
  readonly silenceDays: number;
  /** … and for so many of its usual intervals. */
  readonly silenceIntervals: number;
  /** A value is worth nothing once so many live devices have it at the same time … */
  readonly demoteHolders: number;
  /** … or once it moved from one device to another so often. */
  readonly demoteMoves: number;
  /** Identifiers (`serial:…`) that count as junk besides those known and learned. */
  readonly junk: readonly string[];
  /** Identifiers that count although they were learned to be junk. */
  readonly trusted: readonly string[];
}

const physical: MachineRules = {
  weights: {
    uuid: { agrees: 40, differs: 25 },
    serial: { agrees: 40, differs: 35 },
    board: { agrees: 25, differs: 15 },
    tag: { agrees: 20, differs: 8 },
    mac: { agrees: 30, differs: 20 },
    disk: { agrees: 20, differs: 5 },
    name: { agrees: 15, differs: 3 },
    model: { agrees: 5, differs: 15 },
    deviceId: { agrees: 60, differs: 0 },
    oldDeviceId: { agrees: 60, differs: 0 },
  },
  carriers: {
    board: { kinds: ['uuid', 'board', 'mac'], most: 60, least: -25 },
    chassis: { kinds: ['serial', 'tag', 'model'], most: 60, least: -40 },
    disk: { kinds: ['disk'], most: 20, least: -5 },
    installation: { kinds: ['deviceId', 'oldDeviceId', 'name'], most: 75, least: -5 },
  },
};

/** A virtual machine's identifiers are lines of one file, which is copied as a whole. */
const virtual: MachineRules = {
  weights: {
    uuid: { agrees: 40, differs: 40 },
    serial: { agrees: 10, differs: 10 },
    board: { agrees: 0, differs: 0 },
    tag: { agrees: 0, differs: 0 },
    mac: { agrees: 35, differs: 40 },
    disk: { agrees: 5, differs: 5 },
    name: { agrees: 15, differs: 3 },
    model: { agrees: 5, differs: 5 },
    deviceId: { agrees: 60, differs: 0 },
    oldDeviceId: { agrees: 60, differs: 0 },
  },
  carriers: {
    definition: { kinds: ['uuid', 'serial', 'board', 'mac', 'tag', 'model', 'disk'], most: 70, least: -55 },
    installation: { kinds: ['deviceId', 'oldDeviceId', 'name'], most: 75, least: -5 },
  },
};

/** The rules as they are delivered; raise the version with any change. */
export const DEFAULT_RULES: Rules = {
  version: '1',
  physical,
  virtual,
  sameFrom: 50,
  reviewFrom: 20,
  reviewOwnFrom: 15,
  margin: 20,
  partly: 0.25,
  shared: [1, 0.25],
  liveDays: 30,
  silenceDays: 2,
  silenceIntervals: 3,
  demoteHolders: 2,
  demoteMoves: 2,
  junk: [],
  trusted: [],
};
