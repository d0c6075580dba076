import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger, describeFailure, type Stoppable } from '@popis/runtime';
import type { ContactResult } from './contact.ts';

const log = createLogger('service');

const hourMs = 3_600_000;
/** Node's timers hold 31 bits of milliseconds. */
const longestWaitMs = 2 ** 31 - 1;

/** What the rhythm of a service depends on; tests give their own. */
export interface Clock {
  /** Resolves after that time; rejects when the signal is given. */
  wait(milliseconds: number, signal: AbortSignal): Promise<unknown>;
  /** 0 ≤ random < 1 */
  random(): number;
}

const systemClock: Clock = {
  wait: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
  random: Math.random,
};

/**
 * Contacts the server every period until stopped: first at a random moment of the period, so that hosts switched on
 * together do not report together; then once a period. After a failure it tries again within an hour.
 */
export function startService(
  contact: () => Promise<ContactResult>,
  firstPeriodHours: number,
  clock: Clock = systemClock,
): Stoppable & { finished: Promise<void> } {
  const stopping = new AbortController();
  const finished = repeat(contact, firstPeriodHours, clock, stopping.signal);
  return {
    finished,
    stop: async () => {
      stopping.abort();
      await finished;
    },
  };
}

async function repeat(
  contact: () => Promise<ContactResult>,
  firstPeriodHours: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  let periodHours = firstPeriodHours;
  let waitMs = clock.random() * periodHours * hourMs;
  for (;;) {
    log.info({ minutes: Math.round(waitMs / 60_000) }, 'waiting for the next contact');
    try {
      await clock.wait(Math.min(waitMs, longestWaitMs), signal);
    } catch {
      return;
    }
    try {
      periodHours = (await contact()).prologFrequencyHours ?? periodHours;
      waitMs = periodHours * hourMs;
    } catch (error) {
      log.warn({ reason: describeFailure(error) }, 'the contact failed and will be tried again');
      waitMs = (0.5 + clock.random() / 2) * Math.min(periodHours, 1) * hourMs;
    }
  }
}
