import { expect, test } from 'vitest';
import type { ContactResult } from './contact.ts';
import { type Clock, startService } from './service.ts';

const minuteMs = 60_000;

/** A clock that does not wait; after the given number of waits it stands still until the service is stopped. */
function clockOf(waits: number, random: number): Clock & { waited: number[]; stopped: Promise<void> } {
  const waited: number[] = [];
  const { promise: stopped, resolve: standStill } = Promise.withResolvers<void>();
  return {
    waited,
    stopped,
    random: () => random,
    wait: (milliseconds, signal) => {
      waited.push(milliseconds / minuteMs);
      if (waited.length < waits) return Promise.resolve();
      standStill();
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    },
  };
}

test('reports first at a random moment of the period, then once a period as the server sets it', async () => {
  const clock = clockOf(3, 0.25);
  const results: ContactResult[] = [
    { outcome: 'sent', prologFrequencyHours: 6 },
    { outcome: 'not-wanted', prologFrequencyHours: 12 },
  ];
  let contacts = 0;
  const service = startService(async () => results[contacts++] ?? { outcome: 'sent' }, 24, clock);

  await clock.stopped;
  await service.stop();

  expect(clock.waited).toEqual([6 * 60, 6 * 60, 12 * 60]);
  expect(contacts).toBe(2);
});

test('tries again within an hour after a failure, and goes on', async () => {
  const clock = clockOf(3, 0.5);
  let contacts = 0;
  const service = startService(
    () => {
      contacts += 1;
      return contacts === 1 ? Promise.reject(new Error('away')) : Promise.resolve({ outcome: 'sent' });
    },
    24,
    clock,
  );

  await clock.stopped;
  await service.stop();

  expect(clock.waited).toEqual([12 * 60, 45, 24 * 60]);
});

test('stops while it waits', async () => {
  const clock = clockOf(1, 0);
  const service = startService(() => Promise.reject(new Error('never asked')), 24, clock);

  await clock.stopped;
  await service.stop();

  expect(clock.waited).toEqual([0]);
});
