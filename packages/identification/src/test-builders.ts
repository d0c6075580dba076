import type { Contact, Holders, KnownDevice } from './contact.ts';
import { type Evidence, listIdentifiers, toFingerprint } from './fingerprint.ts';

const AT = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;

/** A machine with everything that a good maker writes down. */
export const DELL: Evidence = {
  deviceId: 'pc-1-2026-01-02-03-04-05',
  name: 'pc-1',
  uuid: '4C4C4544-0042-3610-8052-B4C04F4E5631',
  serial: '7XK2M3',
  manufacturer: 'Dell Inc.',
  model: 'OptiPlex 7090',
  adapters: [{ mac: 'd4:be:d9:00:00:01' }],
  diskSerials: ['S4EV-1'],
};

/** A virtual machine. */
export const VM: Evidence = {
  deviceId: 'vm-1-2026-01-02-03-04-05',
  name: 'vm-1',
  uuid: '564D0102-0304-0506-0708-090A0B0C0D0E',
  manufacturer: 'VMware, Inc.',
  model: 'VMware7,1',
  adapters: [{ mac: '00:50:56:00:00:01' }],
};

/** A contact now. */
export function contactOf(evidence: Evidence, more: Partial<Contact> = {}): Contact {
  const { deviceId, oldDeviceId } = evidence;
  return { deviceId, oldDeviceId, fingerprint: toFingerprint(evidence), at: AT, ...more };
}

/** A device that was heard of from ten days ago until yesterday. */
export function deviceOf(id: number, evidence: Evidence, more: Partial<KnownDevice> = {}): KnownDevice {
  return {
    id,
    fingerprint: toFingerprint(evidence),
    names: [evidence.deviceId],
    formerNames: [],
    firstContactAt: AT - 10 * DAY_MS,
    lastContactAt: AT - DAY_MS,
    intervalDays: 1,
    ownsKey: false,
    group: id,
    distinctFrom: [],
    ...more,
  };
}

/** Who has what among the devices. */
export function holdersOf(devices: readonly KnownDevice[]): Holders {
  const holders = new Map<string, number[]>();
  for (const device of devices) {
    for (const identifier of listIdentifiers(device.fingerprint)) {
      holders.set(identifier, [...(holders.get(identifier) ?? []), device.id]);
    }
  }
  return holders;
}
