export {
  type Answered,
  type AnsweredCard,
  findAnswers,
  type Identification,
  identifyRecords,
  identityOfRecord,
  identityText,
  type QuarantineAnswer,
  type RecordIdentity,
} from './answers.ts';
export { type FindCards, type FoundCards, tellNotFound } from './attribute-reader.ts';
export {
  type Candidate,
  DEFAULT_PRECEDENCE,
  type Effective,
  effectiveValue,
  type Precedence,
  precedenceOfOrder,
  withCandidate,
} from './candidate.ts';
export { type CountingEvidence, countingEvidence, evidenceKinds } from './counting-evidence.ts';
export type { CurrentCard, CurrentMaster, CurrentPart, GivenBy, VanishedMark } from './current-state.ts';
export {
  type Decision,
  type DecisionRules,
  decideAttribute,
  listCandidates,
  rankOf,
  without,
} from './decide-attribute.ts';
export {
  type Arrival,
  type DoubtedMove,
  decideMove,
  type Mentions,
  type Move,
  type PartOwner,
  type StandingPart,
} from './decide-move.ts';
export { type CardDifference, diffCard, listMissing, type PlanContext } from './diff-card.ts';
export { type Doubt, type DoubtKind, reasonOf } from './doubt.ts';
export {
  contradicts,
  type Evidence,
  mayBeSameHardware,
  toUsableEvidence,
  type UsableEvidence,
} from './evidence.ts';
export { heirOf } from './heir.ts';
export { type Hold, planHolds, type StepCount } from './holds.ts';
export { isUsableKey, normaliseKey, type RecordHead } from './identity.ts';
export { lookupOf, matchParts, type PartMatch, sharedIdentity } from './match-parts.ts';
export {
  type ArrivingPart,
  findMovedParts,
  type MovedParts,
  SERIAL_ATTRIBUTE,
  serialOfPart,
  toPartSerial,
} from './moved-parts.ts';
export {
  findMappedPart,
  type NormalisedRecord,
  normaliseRecord,
  type RawPart,
  type RawRecord,
} from './normalise.ts';
export { orderRecords, type RecordLinks, type RecordOrder } from './order-records.ts';
export {
  type Difference,
  type LosingCandidates,
  type MasterPlan,
  type PlanAction,
  type PlannedChange,
  type PlannedRelation,
  planQuarantine,
} from './plan.ts';
export { planLostMaster, planUnsaidSharedCard } from './plan-gone.ts';
export {
  planKnownSharedCard,
  planMaster,
  planSharedCard,
  planUnusedSharedCard,
  planVanishedMark,
  planVanishedMaster,
  type SharedCards,
} from './plan-master.ts';
export {
  type ApprovalRule,
  type BreakerRule,
  DEFAULT_POLICY,
  type GuardedAction,
  type IdentificationRule,
  type IsA,
  needsFreshness,
  type PrecedenceRule,
  precedenceBy,
  type SourcePolicy,
  type VanishedRule,
  vanishedRuleOf,
} from './policy.ts';
export {
  findSelfReferences,
  type LateCard,
  listNames,
  listReferences,
  listReferredClasses,
  nameOf,
  planLateReferences,
  type ReferringPart,
  type TextReference,
} from './references.ts';
export {
  type FoundReferred,
  isReferred,
  planReferred,
  type ReferredBy,
  type StandingReferred,
  toReferredBy,
} from './referred-parts.ts';
export type {
  MappedClass,
  RecordPart,
  ReferredPart,
  RunMapping,
  RunRecord,
  Values,
} from './run-record.ts';
export { findSeenAgain, type WaitingRecord } from './seen-again.ts';
export { type CardUndo, type CardVersion, type ChangedCard, type Left, planCardUndo } from './undo.ts';
export { type RunOutcome, retirementBar, splitVanished, type VanishedCandidate } from './vanished.ts';
export { type CardWithdrawal, type KnownCard, planWithdrawal } from './withdrawal.ts';
export {
  type KnownRelation,
  planRelationWithdrawal,
  type RelatedCard,
  type RelationWithdrawal,
} from './withdrawal-relations.ts';
