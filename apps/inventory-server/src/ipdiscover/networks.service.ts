import { NotFoundError } from '@popis/errors';
import type { AnswerOf, InputOf, Operations } from '@popis/inventory-administration';
import type { AdminCaller } from '../admin/administration.ts';
import { log } from '../logger.ts';
import type { Store } from '../store.ts';
import {
  deleteAddressIdentity,
  deleteNetworkName,
  isFoundAddress,
  writeAddressIdentity,
  writeNetworkName,
} from './network-names.repository.ts';
import { listAddressPage, type Network, readNetworks } from './networks.read-model.ts';

/** All networks, in the order of their addresses. */
export async function listNetworks(store: Store): Promise<Network[]> {
  return mergeNetworks(await readNetworks(store));
}

/** Puts together what is said of each network; what is said later counts, unless it says nothing. */
export function mergeNetworks(parts: readonly Partial<Network>[]): Network[] {
  const networks = new Map<string, Network>();
  for (const { network = '', ...part } of parts) {
    const known = networks.get(network) ?? unknownNetwork(network);
    const said = Object.entries(part).filter(([, value]) => value !== null && value !== '');
    networks.set(network, { ...known, ...Object.fromEntries(said) });
  }
  return [...networks.values()].sort((one, other) => placeOf(one.network) - placeOf(other.network));
}

function unknownNetwork(network: string): Network {
  return {
    network,
    name: null,
    category: null,
    mask: null,
    tag: null,
    devices: 0,
    inventoried: 0,
    identified: 0,
    unmanaged: 0,
    scanners: 0,
    isExcluded: false,
    lastFoundAt: null,
  };
}

/** The number that an address is; what is none comes last. */
function placeOf(network: string): number {
  let place = 0;
  for (const part of network.split('.')) {
    place = place * 256 + Number(part);
  }
  return Number.isNaN(place) ? Number.MAX_SAFE_INTEGER : place;
}

/** A page of what scans found on networks. */
export async function listAddresses(
  store: Store,
  filter: InputOf<Operations['listNetworkAddresses']>['query'],
): Promise<AnswerOf<Operations['listNetworkAddresses']>> {
  return await listAddressPage(store, filter);
}

/** Names a network. */
export async function nameNetwork(
  store: Store,
  caller: AdminCaller,
  network: string,
  said: InputOf<Operations['putNetwork']>['body'],
): Promise<void> {
  await store.database.transaction(`subnet:${network}`, (statements) =>
    writeNetworkName(statements, network, said),
  );
  log.info({ ...caller, network }, 'network named');
}

/** Takes the name of a network away. @throws NotFoundError when it has none. */
export async function unnameNetwork(store: Store, caller: AdminCaller, network: string): Promise<void> {
  const had = await store.database.transaction(`subnet:${network}`, (statements) =>
    deleteNetworkName(statements, network),
  );
  if (!had) {
    throw new NotFoundError(`The network ${network} has no name`);
  }
  log.info({ ...caller, network }, 'name of a network taken away');
}

/** Keeps what a person says of an address that a scan found. @throws NotFoundError when none did. */
export async function identifyAddress(
  store: Store,
  caller: AdminCaller,
  mac: string,
  said: InputOf<Operations['identifyAddress']>['body'],
): Promise<void> {
  await store.database.transaction(`netmap:${mac.toLowerCase()}`, async (statements) => {
    if (!(await isFoundAddress(statements, mac))) {
      throw new NotFoundError(`No scan found ${mac}`);
    }
    await writeAddressIdentity(statements, mac, said);
  });
  log.info({ ...caller, type: said.type }, 'address identified');
}

/** Takes back what was said of an address. @throws NotFoundError when nothing was. */
export async function forgetAddress(store: Store, caller: AdminCaller, mac: string): Promise<void> {
  const had = await store.database.transaction(`netmap:${mac.toLowerCase()}`, (statements) =>
    deleteAddressIdentity(statements, mac),
  );
  if (!had) {
    throw new NotFoundError(`Nobody said what ${mac} is`);
  }
  log.info({ ...caller }, 'identity of an address taken back');
}
