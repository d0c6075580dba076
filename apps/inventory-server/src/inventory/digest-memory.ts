import type { Digests } from './section-plan.ts';

/** What this process remembers of a device's sections where the database has no place for it: a real OCS server's. */
export interface DigestMemory {
  /** The digests of a device, unless its row was made anew or another server has stored an inventory since. */
  recall(deviceId: string, row: DeviceMark): Digests;
  remember(deviceId: string, row: DeviceMark, digests: Digests): void;
  forget(deviceId: string): void;
  /** How many devices are remembered. */
  readonly size: number;
}

/** Tells whether the device's row is as we left it. */
export interface DeviceMark {
  id: number;
  /** LASTDATE as the database writes it. */
  lastDate: string;
}

/** Remembers a number of devices; those that were stored longest ago are forgotten first. */
export function openDigestMemory(capacity: number): DigestMemory {
  const known = new Map<string, DeviceMark & { digests: Digests }>();
  return {
    get size() {
      return known.size;
    },
    recall(deviceId, row) {
      const found = known.get(deviceId);
      return found !== undefined && found.id === row.id && found.lastDate === row.lastDate
        ? found.digests
        : {};
    },
    remember(deviceId, row, digests) {
      known.delete(deviceId);
      known.set(deviceId, { ...row, digests });
      if (known.size > capacity) {
        const [oldest] = known.keys();
        known.delete(oldest ?? '');
      }
    },
    forget(deviceId) {
      known.delete(deviceId);
    },
  };
}
