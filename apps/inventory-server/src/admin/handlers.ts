import type { AnswerOf, InputOf, OperationName, Operations } from '@popis/inventory-administration';
import { listContactHours } from '../contacts/contact-hours.ts';
import { countAgents, countDevices } from '../devices/agents.read-model.ts';
import { listDevices } from '../devices/devices.read-model.ts';
import { getDevice, getDeviceSection } from '../devices/devices.service.ts';
import {
  addPlace,
  cancelPackage,
  createPackage,
  deletePackage,
  getPackage,
  listPackageResults,
  listPackages,
  orderPackage,
  removePlace,
} from '../download/packages-administration.service.ts';
import {
  decideKey,
  listAgentKeyPage,
  listTokens,
  makeToken,
  rotateKeyOf,
  withdrawToken,
} from '../enrolment/enrolment-administration.service.ts';
import { listGroupItems } from '../groups/group-members.repository.ts';
import { createGroup, listGroupMembers, setMembership } from '../groups/groups.service.ts';
import {
  answerReview,
  getDecision,
  listDecisions,
  listMerges,
  listReviews,
  listStandings,
  merge,
  setStanding,
  takeMergeBack,
  tryRules,
} from '../identity/identity-administration.service.ts';
import {
  forgetAddress,
  identifyAddress,
  listAddresses,
  listNetworks,
  nameNetwork,
  unnameNetwork,
} from '../ipdiscover/networks.service.ts';
import {
  downloadRawReport,
  downloadRefusedReport,
  listRawReports,
  listRefusedReports,
  readRawReport,
  readRefusedReport,
} from '../raw-reports/raw-reports.service.ts';
import {
  giveSetting,
  listGlobalSettings,
  listHeldSettings,
  takeSetting,
} from '../settings/settings.service.ts';
import type { AdminCaller, Administration } from './administration.ts';

type Handlers = {
  [Name in OperationName]: (
    administration: Administration,
    input: InputOf<Operations[Name]>,
    caller: AdminCaller,
  ) => Promise<AnswerOf<Operations[Name]> extends undefined ? unknown : AnswerOf<Operations[Name]>>;
};

const HOUR_MS = 3_600_000;

/** What carries out each operation: one call each, no rules. */
export const handlers: Handlers = {
  getStatus: async ({ store, contacts, rawReports }) => ({
    database: store.database.dialect.name,
    isFound: !store.catalogue.has('schema_migration'),
    journal: contacts.keptIn,
    droppedContacts: contacts.dropped,
    keepsRawReports: rawReports !== undefined,
    devices: await countDevices(store),
  }),
  listDevices: ({ store }, { query }) => listDevices(store, query),
  getDevice: ({ store }, { params }) => getDevice(store, params.id),
  getDeviceSection: ({ store }, { params }) => getDeviceSection(store, params.id, params.section),
  listAgents: async ({ store }) => whole(await countAgents(store)),
  listContacts: ({ contacts }, { query }) => contacts.list(query),
  countContactsPerHour: async ({ contacts }, { query }) =>
    whole(await listContactHours(contacts, query.hours, Date.now())),
  countFailures: async ({ contacts }, { query }) =>
    whole(await contacts.countFailures(Date.now() - query.hours * HOUR_MS)),
  listSettings: async (administration) => whole(await listGlobalSettings(administration)),
  putSetting: (administration, { params, body }, caller) =>
    giveSetting(administration, caller, { name: params.name, holder: null }, body),
  listSettingChanges: ({ settingHistory }, { query }) => settingHistory.list(query),
  listActs: ({ acts }, { query }) => acts.list(query),
  listHeldSettings: async (administration, { params }) =>
    whole(await listHeldSettings(administration, params.id)),
  putHeldSetting: (administration, { params, body }, caller) =>
    giveSetting(administration, caller, { name: params.name, holder: params.id }, body),
  deleteHeldSetting: (administration, { params }, caller) =>
    takeSetting(administration, caller, { name: params.name, holder: params.id }),
  listGroups: async ({ store }) =>
    whole(await listGroupItems(store.database.statements, store.database.dialect)),
  createGroup: ({ store }, { body }, caller) => createGroup(store, caller, body),
  listGroupMembers: ({ store }, { params, query }) => listGroupMembers(store, params.id, query),
  putGroupMember: ({ store }, { params, body }, caller) =>
    setMembership(store, caller, params, body.membership),
  listRawReports: async ({ store, rawReports }, { params }) =>
    whole(await listRawReports(store, rawReports, params.id)),
  downloadRawReport: ({ store, rawReports }, { params }) =>
    downloadRawReport(store, rawReports, params.id, params.report),
  readRawReport: ({ store, rawReports }, { params }) =>
    readRawReport(store, rawReports, params.id, params.report),
  listRefusedReports: async ({ rawReports }) => whole(await listRefusedReports(rawReports)),
  downloadRefusedReport: ({ rawReports }, { params }) => downloadRefusedReport(rawReports, params.report),
  readRefusedReport: ({ rawReports }, { params }) => readRefusedReport(rawReports, params.report),
  deleteGroupMember: ({ store }, { params }, caller) => setMembership(store, caller, params, undefined),
  listEnrolmentTokens: async ({ store }) => whole(await listTokens(store)),
  createEnrolmentToken: ({ store }, { body }, caller) => makeToken(store, caller, body),
  withdrawEnrolmentToken: ({ store }, { params }, caller) => withdrawToken(store, caller, params.id),
  listAgentKeys: ({ store }, { query }) => listAgentKeyPage(store, query),
  decideAgentKey: ({ store }, { params, body }, caller) => decideKey(store, caller, params.key, body),
  rotateAgentKey: ({ store }, { params, body }, caller) => rotateKeyOf(store, caller, params.key, body.hours),
  listIdentityDecisions: ({ store }, { query }) => listDecisions(store, query),
  listIdentityReviews: ({ store }, { query }) => listReviews(store, query),
  getIdentityDecision: ({ store }, { params }) => getDecision(store, params.id),
  answerIdentityReview: ({ store }, { params, body }, caller) =>
    answerReview(store, caller, params.id, body.answer),
  listMerges: ({ store }, { query }) => listMerges(store, query),
  mergeDevices: ({ store }, { body }, caller) => merge(store, caller, body),
  undoMerge: ({ store }, { params }, caller) => takeMergeBack(store, caller, params.id),
  listIdentifierStandings: ({ store }, { query }) => listStandings(store, query),
  setIdentifierStanding: ({ store }, { body }, caller) => setStanding(store, caller, body),
  tryIdentificationRules: ({ store }, { body }) => tryRules(store, body),
  listNetworks: async ({ store }) => whole(await listNetworks(store)),
  putNetwork: ({ store }, { params, body }, caller) => nameNetwork(store, caller, params.network, body),
  deleteNetwork: ({ store }, { params }, caller) => unnameNetwork(store, caller, params.network),
  listNetworkAddresses: ({ store }, { query }) => listAddresses(store, query),
  identifyAddress: ({ store }, { params, body }, caller) => identifyAddress(store, caller, params.mac, body),
  deleteAddressIdentity: ({ store }, { params }, caller) => forgetAddress(store, caller, params.mac),
  listPackages: async (administration) => whole(await listPackages(administration)),
  getPackage: ({ store }, { params }) => getPackage(store, params.package),
  createPackage: (administration, input, caller) => createPackage(administration, caller, input),
  deletePackage: (administration, { params }, caller) =>
    deletePackage(administration, caller, params.package),
  activatePackage: ({ store }, { params, body }, caller) => addPlace(store, caller, params.package, body),
  deactivatePackage: ({ store }, { params }, caller) => removePlace(store, caller, params),
  orderPackage: ({ store }, { params, body }, caller) => orderPackage(store, caller, params, body),
  cancelPackage: ({ store }, { params }, caller) => cancelPackage(store, caller, params),
  listPackageResults: ({ store }, { params, query }) => listPackageResults(store, params.package, query),
};

function whole<Item>(items: Item[]): { items: Item[]; total: number; next: null } {
  return { items, total: items.length, next: null };
}
