import type { Fingerprint, Identifier } from './fingerprint.ts';

/** A device of the estate, as far as identification looks at it. */
export interface KnownDevice {
  readonly id: number;
  readonly fingerprint: Fingerprint;
  /** DEVICEIDs under which it reports. */
  readonly names: readonly string[];
  /** DEVICEIDs that it gave up when two devices were merged. */
  readonly formerNames: readonly string[];
  /** Instants in milliseconds. */
  readonly firstContactAt: number;
  readonly lastContactAt: number;
  /** Days between its contacts. */
  readonly intervalDays: number;
  /** Its agent signs; only that agent may report for it. */
  readonly ownsKey: boolean;
  /** Its own id, or that which stands for all that may be one device with it (`groupByDoubt`). */
  readonly group: number;
  /** Devices of which it was said that they are others. */
  readonly distinctFrom: readonly number[];
}

/** A contact whose device is to be found. */
export interface Contact {
  readonly deviceId: string;
  readonly oldDeviceId?: string | undefined;
  readonly fingerprint: Fingerprint;
  /** Instant in milliseconds. */
  readonly at: number;
  /** The device whose key signed the contact. */
  readonly provenId?: number | undefined;
}

/** Which groups of live devices have an identifier now. */
export type Holders = ReadonlyMap<Identifier, readonly number[]>;

export const DAY_MS = 86_400_000;
