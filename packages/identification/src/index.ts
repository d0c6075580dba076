export { type Contact, DAY_MS, type Holders, type KnownDevice } from './contact.ts';
export { type Decision, decide, type Obstacle, type Standing, type Verdict } from './decide.ts';
export { groupByDoubt } from './doubt.ts';
export { Estate, mergeKnown, type PastContact, type Step } from './estate.ts';
export { FILLER_TEXTS, isFillerMac, isFillerName, isFillerText, isFillerUuid } from './filler.ts';
export {
  type Adapter,
  type Evidence,
  type Fingerprint,
  fromIdentifiers,
  IDENTIFIER_KINDS,
  type Identifier,
  type IdentifierKind,
  listIdentifiers,
  normaliseModel,
  toFingerprint,
  without,
} from './fingerprint.ts';
export { type IdentifierStanding, type IdentifierUse, isWorthless, reasonToDemote } from './learn.ts';
export { bothByteOrders, canonicalUuid, normaliseMac, normaliseSerial, normaliseUuid } from './normalise.ts';
export { type Placement, placeContact } from './placement.ts';
export {
  type Carrier,
  DEFAULT_RULES,
  type EvidenceKind,
  type MachineRules,
  type Rules,
  type Weight,
} from './rules.ts';
export { type Difference, type Outcome, type Trial, tryRules } from './try-rules.ts';
export { isVirtualMachine, type MachineKind } from './virtual-machine.ts';
export type { Term, Weighed } from './weigh.ts';
