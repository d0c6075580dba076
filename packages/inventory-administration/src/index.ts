/** The contract of the inventory's administration: operations, and the shapes of what they take and answer. */
export { ACT_OUTCOMES, type ActAnswer, type ActOutcome } from './acts.ts';
export { CONTACT_OUTCOMES, type ContactAnswer, type ContactOutcome } from './contacts.ts';
export { DEVICE_SORTS, type DeviceSort } from './devices.ts';
export { type AgentKeyAnswer, KEY_DECISIONS, KEY_STATES, type KeyDecision } from './enrolment.ts';
export type { IdentityDecisionAnswer } from './identification.ts';
export { ADDRESS_STATES, type AddressState } from './networks.ts';
export {
  type AnswerOf,
  type FileAnswer,
  type InputOf,
  isUpload,
  type Operation,
  type Upload,
} from './operation.ts';
export { type OperationName, type Operations, operations } from './operations.ts';
export { PACKAGE_STATES, type PackageState } from './packages.ts';
export { type GivenInput, type InputFault, readInput } from './read-input.ts';
export type { SettingAnswer, SettingChangeAnswer } from './settings.ts';
