import { expect, test } from 'vitest';
import type { ValueCandidate } from '../api/types.ts';
import { describeOverride } from './override-text.ts';

const byHand = { source: 'person', runId: null, at: '2026-11-23T08:00:00Z' };

function candidate(source: string, value: unknown, holds: boolean): ValueCandidate {
  const unknown = { runId: null, at: null, expiresAt: null, reason: null };
  return { attribute: 'RAM', source, value, holds, rank: 0, ...unknown };
}

test('a value with an end tells it, why, and what the inventory says', () => {
  const provenance = { ...byHand, expiresAt: '2027-03-01T12:00:00Z', reason: 'on loan' };
  const candidates = [candidate('person', 32768, true), candidate('ocs', 16384, false)];

  expect(describeOverride(provenance, candidates, String)).toMatch(
    /^Set by hand until 2027-03-01 \d\d:00, because: on loan; ocs says 16384$/,
  );
});

test('a value that is nobody else’s and lasts says nothing, and neither does one of a source', () => {
  expect(describeOverride(byHand, [candidate('person', 1, true)], String)).toBeUndefined();
  expect(
    describeOverride({ ...byHand, source: 'ocs' }, [candidate('snmp', 2, false)], String),
  ).toBeUndefined();
});
