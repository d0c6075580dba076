import { formatInventory, type InventorySections } from '@popis/inventory-format';
import { digestSections, type SectionDigests, toChecksum } from './checksum.ts';
import type { DeviceIdentity } from './device-id.ts';
import type { ServerState } from './state.ts';

/** An inventory ready to be sent, and what to remember once it is accepted. */
export interface Report {
  xml: string;
  digests: SectionDigests;
}

/** What a server sees that knows nothing of this host yet: the state of a first contact. */
export const unknownServer: ServerState = { accountInfo: [], acceptedDigests: {} };

/**
 * Writes the report for a server. The tag is sent only until the server has said which one counts; CHECKSUM
 * tells it which sections differ from those it has accepted.
 */
export function toReport(
  identity: DeviceIdentity,
  sections: InventorySections,
  server: ServerState,
  tag: string | undefined,
): Report {
  const isOwnState = server.knownAs === undefined || server.knownAs === identity.deviceId;
  const accepted = isOwnState ? server.acceptedDigests : {};
  const digests = digestSections(sections, accepted);
  const hardware = { ...sections.HARDWARE?.[0], CHECKSUM: String(toChecksum(digests, accepted)) };
  const xml = formatInventory({
    deviceId: identity.deviceId,
    sections: { ...sections, HARDWARE: [hardware] },
    accountInfo: toAccountInfo(server, tag),
    ...(isOwnState ? {} : { oldDeviceId: server.knownAs }),
  });
  return { xml, digests };
}

function toAccountInfo({ accountInfo }: ServerState, tag: string | undefined) {
  const hasTag = accountInfo.some((entry) => entry.name === 'TAG');
  return hasTag || tag === undefined ? accountInfo : [{ name: 'TAG', value: tag }, ...accountInfo];
}
