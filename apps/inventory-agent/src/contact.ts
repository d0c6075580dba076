import { formatProlog, type Reply } from '@popis/inventory-format';
import { createLogger } from '@popis/runtime';
import type { Signer } from './agent-key.ts';
import type { DeviceIdentity } from './device-id.ts';
import type { Inventory } from './inventory.ts';
import { toReport } from './report.ts';
import type { ServerClient } from './server-client.ts';
import type { ServerState, StateStore } from './state.ts';

const log = createLogger('contact');

/** What one contact needs to know. */
export interface ContactRequest {
  identity: DeviceIdentity;
  serverUrl: string;
  tag?: string;
  /** Send without asking whether an inventory is wanted. */
  force: boolean;
  /** Signs what is sent, where this host has a key for the server. */
  signer?: Signer | undefined;
}

/** How a contact ended. */
export interface ContactResult {
  outcome: 'sent' | 'not-wanted';
  /** Hours until the server wants to hear of this host again. */
  prologFrequencyHours?: number;
}

/**
 * One contact with a server: PROLOG, and when it answers SEND the inventory, which is taken only then. What the
 * server has accepted and what it says about itself is remembered; a failure leaves the state as it was.
 */
export async function contactServer(
  client: Pick<ServerClient, 'send'>,
  store: StateStore,
  request: ContactRequest,
  takeInventory: () => Promise<Inventory>,
): Promise<ContactResult> {
  const { identity, serverUrl, signer } = request;
  let state = await store.readServer(serverUrl);
  if (!request.force) {
    const answer = await client.send(formatProlog(identity.deviceId), signer);
    state = { ...state, prologFrequencyHours: answer.prologFrequencyHours ?? state.prologFrequencyHours };
    await store.writeServer(serverUrl, state);
    for (const order of answer.orders) logOrder(order.name, order.parameters[0]?.attributes.ON);
    if (answer.response !== 'SEND') {
      log.info({ response: answer.response }, 'the server wants no inventory now');
      return { outcome: 'not-wanted', prologFrequencyHours: state.prologFrequencyHours };
    }
  }
  const { sections, failedSections } = await takeInventory();
  const { xml, digests } = toReport(identity, sections, state, request.tag);
  const answer = await client.send(xml, signer);
  state = {
    ...state,
    knownAs: identity.deviceId,
    acceptedDigests: digests,
    accountInfo: toAccountInfo(state, answer, request.tag),
  };
  await store.writeServer(serverUrl, state);
  log.info({ sections: Object.keys(sections).length, failedSections }, 'inventory sent');
  return { outcome: 'sent', prologFrequencyHours: state.prologFrequencyHours };
}

/** Under ACCOUNT_UPDATE exactly what the server says; otherwise it has taken what was sent. */
function toAccountInfo(state: ServerState, answer: Reply, tag: string | undefined) {
  if (answer.response === 'ACCOUNT_UPDATE') return answer.accountInfo;
  if (state.accountInfo.length > 0 || tag === undefined) return state.accountInfo;
  return [{ name: 'TAG', value: tag }];
}

/** A server offers software deployment even when it is off; other orders are asked for and not carried out. */
function logOrder(name: string, on: string | undefined): void {
  if (name === 'DOWNLOAD' && on !== '1') return;
  log.warn({ order: name }, 'the server ordered what this agent does not do');
}
