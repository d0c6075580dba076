import { describe, expect, test } from 'vitest';
import { type AlertState, decideAlerts, nothingTold, type SourceFacts } from './decide-alerts.ts';

const well: SourceFacts = {
  source: 'ocs',
  verdict: { outcome: 'good', runId: 'r', reason: null },
  waiting: { steps: [], count: 0, runId: null },
  quarantined: 0,
  missed: null,
};
const failed: Partial<SourceFacts> = { verdict: { outcome: 'bad', runId: 'f', reason: 'the disk is full' } };
const underWay: Partial<SourceFacts> = { verdict: { outcome: 'pending', runId: 'u', reason: null } };
const waiting = (...steps: string[]): Partial<SourceFacts> => ({ waiting: { steps, count: 30, runId: 'w' } });

/** What is said, in order, when these things happen one after the other; a restart in between changes nothing. */
function tell(...happened: Partial<SourceFacts>[]): string[][] {
  let state: AlertState = nothingTold;
  return happened.map((facts) => {
    const decided = decideAlerts(JSON.parse(JSON.stringify(state)), { ...well, ...facts });
    state = decided.state;
    return decided.alerts.map((alert) => [alert.kind, ...alert.over].join(' '));
  });
}

describe('people are told', () => {
  test('nothing of a source that is well', () => {
    expect(tell({}, {}, underWay, {})).toEqual([[], [], [], []]);
  });

  test('of a failure once, however often it happens again, and once when it is over', () => {
    expect(tell(failed, failed, underWay, failed, underWay, {}, {})).toEqual([
      ...[['failure'], [], [], [], [], ['recovery failure'], []],
    ]);
  });

  test('of what waits once, again when something else waits, and when nothing does any more', () => {
    const retire = 'retire Computer';

    expect(
      tell(waiting(retire), waiting(retire), waiting(retire, 'clear Monitor'), waiting(retire), {}),
    ).toEqual([...[['waiting'], [], ['waiting'], [], ['recovery waiting']]]);
  });

  test('of each growth of the quarantine, not of what is answered, and when it is empty', () => {
    const counts = [3, 3, 5, 2, 4, 0].map((quarantined) => ({ quarantined }));

    expect(tell(...counts)).toEqual([
      ...[['quarantine'], [], ['quarantine'], [], ['quarantine'], ['recovery quarantine']],
    ]);
  });

  test('of a missed time once, until it is run again', () => {
    const missed = { missed: { slot: new Date('2026-06-01T02:00:00Z'), mode: 'full' } } as const;
    const nextNight = { missed: { slot: new Date('2026-06-02T02:00:00Z'), mode: 'full' } } as const;

    expect(tell(missed, missed, nextNight, {})).toEqual([['missed'], [], [], ['recovery missed']]);
  });

  test('of missed deltas once, once more when a full run is missed too, and once that all is over', () => {
    const deltas = { missed: { slot: new Date('2026-06-01T01:00:00Z'), mode: 'delta' } } as const;
    const full = { missed: { slot: new Date('2026-06-01T02:00:00Z'), mode: 'full' } } as const;

    expect(tell(deltas, deltas, full, full, {})).toEqual([
      ...[['missed'], [], ['missed'], [], ['recovery missed']],
    ]);
    expect(tell(full, deltas, {})).toEqual([['missed'], [], ['recovery missed']]);
  });

  test('of several troubles at once, and in one message that all are over', () => {
    expect(tell({ ...failed, ...waiting('retire Computer'), quarantined: 1 }, {})).toEqual([
      ['failure', 'waiting', 'quarantine'],
      ['recovery failure waiting quarantine'],
    ]);
  });

  test('what happened, with the run that it happened in', () => {
    const { alerts } = decideAlerts(nothingTold, { ...well, ...failed, quarantined: 2 });

    expect(alerts.map(({ what, runId }) => [what, runId])).toEqual([
      ['A run of ocs has failed: the disk is full', 'f'],
      ['The quarantine of ocs has grown from 0 to 2 records', 'f'],
    ]);
  });
});
