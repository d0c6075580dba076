import { describe, expect, test } from 'vitest';
import { findScheduleFaults, latestSlot, nextSlot, type Schedule, startOfSlot } from './schedule.ts';

function schedule(cron: string, zone = 'Europe/Belgrade', more: Partial<Schedule> = {}): Schedule {
  return { cron, deltaCron: null, zone, jitterSeconds: 0, missed: 'run-once', ...more };
}

/** The next times after an instant. */
function slotsAfter(given: Schedule, after: string, count: number): string[] {
  const slots: string[] = [];
  for (let at: Date | undefined = new Date(after); slots.length < count; ) {
    at = nextSlot(given, at);
    if (at === undefined) break;
    slots.push(at.toISOString());
  }
  return slots;
}

describe('times of a schedule', () => {
  test('that summer time leaves out come once, at the end of the gap', () => {
    expect(slotsAfter(schedule('30 2 * * *'), '2026-03-28T00:00:00Z', 3)).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
  });

  test('that come twice when summer time ends are the first of both', () => {
    expect(slotsAfter(schedule('30 2 * * *'), '2026-10-24T00:00:00Z', 3)).toEqual([
      '2026-10-24T00:30:00.000Z',
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  test('of every half hour go on through both changes without a gap and without one twice', () => {
    for (const from of ['2026-03-28T23:00:00Z', '2026-10-24T22:00:00Z']) {
      const slots = slotsAfter(schedule('*/30 * * * *'), from, 12).map((slot) => Date.parse(slot));
      for (const [index, slot] of slots.entries())
        expect(slot).toBe(Date.parse(from) + (index + 1) * 1_800_000);
    }
  });

  test('are the same forwards and backwards, over a year with both changes', () => {
    const given = schedule('30 2 * * *');

    for (const slot of slotsAfter(given, '2026-01-01T00:00:00Z', 365)) {
      const at = Date.parse(slot);
      expect(latestSlot(given, new Date(at))?.toISOString()).toBe(slot);
      expect(latestSlot(given, new Date(at + 12 * 3_600_000))?.toISOString()).toBe(slot);
      expect(latestSlot(given, new Date(at - 1))?.toISOString()).not.toBe(slot);
      expect(nextSlot(given, new Date(at - 1))?.toISOString()).toBe(slot);
    }
  });
});

describe('the start of a run', () => {
  const jittered = schedule('0 2 * * *', 'UTC', { jitterSeconds: 600 });
  const night = new Date('2026-06-01T02:00:00Z');

  test('is the same whoever asks, and another for another source or night', () => {
    const start = startOfSlot(jittered, 'ocs', night).getTime();

    expect(startOfSlot(jittered, 'ocs', new Date(night)).getTime()).toBe(start);
    expect(startOfSlot(jittered, 'snmp', night).getTime()).not.toBe(start);
    const nextNight = new Date('2026-06-02T02:00:00Z');
    expect(startOfSlot(jittered, 'ocs', nextNight).getTime() - nextNight.getTime()).not.toBe(
      start - night.getTime(),
    );
  });

  test('lies within the jitter, and spreads over it', () => {
    const delays = Array.from({ length: 500 }, (_, index) => {
      return (startOfSlot(jittered, `source-${index}`, night).getTime() - night.getTime()) / 1_000;
    });

    for (const delay of delays) expect(delay >= 0 && delay < 600).toBe(true);
    for (const from of [0, 150, 300, 450]) {
      expect(delays.filter((delay) => delay >= from && delay < from + 150).length).toBeGreaterThan(80);
    }
  });
});

describe('faults of a schedule', () => {
  test.each<[string, Schedule, string, RegExp]>([
    ['an expression of words', schedule('every night'), 's.cron', /five fields.*not 2: "every night"/],
    ['nothing', schedule(''), 's.cron', /not 0/],
    ['seconds', schedule('0 0 2 * * *'), 's.cron', /five fields.*not 6/],
    ['a minute that there is not', schedule('61 2 * * *'), 's.cron', /Invalid value for minute: 61/],
    ['a day that never comes', schedule('0 0 30 2 *'), 's.cron', /never comes/],
    ['a zone that nobody knows', schedule('0 2 * * *', 'Mars/Olympus'), 's.zone', /IANA.*"Mars\/Olympus"/],
    ['an offset for a zone', schedule('0 2 * * *', '+02:00'), 's.zone', /IANA/],
    [
      'a jitter beyond the next time',
      schedule('*/10 * * * *', 'UTC', { jitterSeconds: 600 }),
      's.jitterSeconds',
      /less than the 600 s/,
    ],
    ['deltas of words', schedule('0 2 * * *', 'UTC', { deltaCron: 'hourly' }), 's.deltaCron', /not 1/],
    [
      'deltas that never come',
      schedule('0 2 * * *', 'UTC', { deltaCron: '0 0 31 6 *' }),
      's.deltaCron',
      /never comes: "0 0 31 6 \*"/,
    ],
    [
      'a jitter beyond the next delta',
      schedule('0 2 * * *', 'UTC', { deltaCron: '*/5 * * * *', jitterSeconds: 300 }),
      's.jitterSeconds',
      /less than the 300 s between two times of "\*\/5/,
    ],
  ])('name the field: %s', (_name, given, path, message) => {
    expect(findScheduleFaults(given, 's')).toEqual([{ path, message: expect.stringMatching(message) }]);
  });

  test('come at once', () => {
    const given = schedule('nonsense', 'Nowhere/At-All', { deltaCron: '* * * *' });

    const faults = findScheduleFaults(given, 'schedule');

    expect(faults.map((fault) => fault.path)).toEqual([
      'schedule.zone',
      'schedule.cron',
      'schedule.deltaCron',
    ]);
  });

  test('are none for what people write', () => {
    for (const cron of ['0 2 * * *', '15 22 * * 1-5', '*/20 6-20 * * *', '0 3 1 * *']) {
      expect(findScheduleFaults(schedule(cron), 's')).toEqual([]);
    }
  });
});
