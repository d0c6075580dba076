import { limitRate, type Rate, type RateLimiter } from './rate.ts';

/** What one who comes, and all together, may ask of the server. An absent rate is no limit. */
export interface LimitSettings {
  /** Requests from one address. */
  addressRate: Rate | undefined;
  /** Reports of one device from one address, or of one key. */
  deviceRate: Rate | undefined;
  /** Signatures and enrolments that failed, from one address. */
  failureRate: Rate | undefined;
  /** Connections in all. */
  connections: number;
  /** Connections from one address. */
  connectionsPerAddress: number;
  /** How long the headers of a request may take to come, in milliseconds. */
  headersMs: number;
  /** How long all of a request may take to come, in milliseconds. */
  requestMs: number;
}

/**
 * An inventory has a minute to come in, which a line of 10 kbit/s is fast enough for. A site of 2,000 agents behind one
 * address has to pass when all of them are switched on at once: a PROLOG and an inventory each are 4,000 requests, over 2,000
 * connections.
 */
export const DEFAULT_LIMIT_SETTINGS: LimitSettings = {
  addressRate: { perMinute: 3000, burst: 10_000 },
  deviceRate: { perMinute: 10, burst: 120 },
  failureRate: { perMinute: 10, burst: 100 },
  connections: 4096,
  connectionsPerAddress: 2500,
  headersMs: 10_000,
  requestMs: 60_000,
};

/** The counts behind the limits; the listeners of one process share them. */
export interface Limits {
  settings: LimitSettings;
  addresses: RateLimiter;
  devices: RateLimiter;
  failures: RateLimiter;
  /** What of these refusals is told in log and journal, so that a flood does not fill them. */
  told: RateLimiter;
}

export function openLimits(settings: LimitSettings = DEFAULT_LIMIT_SETTINGS): Limits {
  return {
    settings,
    addresses: limitRate(settings.addressRate),
    devices: limitRate(settings.deviceRate),
    failures: limitRate(settings.failureRate),
    told: limitRate({ perMinute: 6, burst: 10 }),
  };
}
