import { countContactsPerHour, countFailures, getStatus, listContacts } from './contacts.ts';
import { getDevice, getDeviceSection, listAgents, listDevices } from './devices.ts';
import {
  createEnrolmentToken,
  decideAgentKey,
  listAgentKeys,
  listEnrolmentTokens,
  rotateAgentKey,
  withdrawEnrolmentToken,
} from './enrolment.ts';
import { createGroup, deleteGroupMember, listGroupMembers, listGroups, putGroupMember } from './groups.ts';
import {
  answerIdentityReview,
  getIdentityDecision,
  listIdentifierStandings,
  listIdentityDecisions,
  listIdentityReviews,
  listMerges,
  mergeDevices,
  setIdentifierStanding,
  tryIdentificationRules,
  undoMerge,
} from './identification.ts';
import {
  deleteHeldSetting,
  listHeldSettings,
  listSettingChanges,
  listSettings,
  putHeldSetting,
  putSetting,
} from './settings.ts';

/** Every operation. The inventory server serves each; types hold it to that. */
export const operations = {
  getStatus,
  listDevices,
  getDevice,
  getDeviceSection,
  listAgents,
  listContacts,
  countContactsPerHour,
  countFailures,
  listSettings,
  putSetting,
  listSettingChanges,
  listHeldSettings,
  putHeldSetting,
  deleteHeldSetting,
  listGroups,
  createGroup,
  listGroupMembers,
  putGroupMember,
  deleteGroupMember,
  listEnrolmentTokens,
  createEnrolmentToken,
  withdrawEnrolmentToken,
  listAgentKeys,
  decideAgentKey,
  rotateAgentKey,
  listIdentityDecisions,
  listIdentityReviews,
  getIdentityDecision,
  answerIdentityReview,
  listMerges,
  mergeDevices,
  undoMerge,
  listIdentifierStandings,
  setIdentifierStanding,
  tryIdentificationRules,
} as const;

export type Operations = typeof operations;
export type OperationName = keyof Operations;
