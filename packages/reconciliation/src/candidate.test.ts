import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Candidate, DEFAULT_PRECEDENCE, effectiveValue, withCandidate } from './candidate.ts';

const NOW = '2026-11-23T00:00:00.000Z';
const instant = fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', NOW);
const candidate = fc.record<Candidate>({
  source: fc.constantFrom('person', 'ocs', 'snmp', 'seed', 'import'),
  value: fc.constantFrom(null, 1, 2, 'a', true),
  runId: fc.constant(null),
  at: instant,
});
const candidates = fc.uniqueArray(candidate, { selector: (each) => each.source });

function said(source: string, value: Candidate['value'], at: string): Candidate {
  return { source, value, runId: null, at };
}

describe('the value that holds', () => {
  test('does not depend on the order in which candidates came', () => {
    fc.assert(
      fc.property(candidates, fc.infiniteStream(fc.nat()), (given, seed) => {
        const shuffled = given
          .map((each) => ({ each, rank: seed.next().value ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ each }) => each);

        expect(effectiveValue(shuffled, DEFAULT_PRECEDENCE, NOW)).toEqual(
          effectiveValue(given, DEFAULT_PRECEDENCE, NOW),
        );
      }),
    );
  });

  test('does not depend on how the messages of several sources mingle', () => {
    const messages = fc.array(candidate, { maxLength: 12 });
    fc.assert(
      fc.property(messages, fc.infiniteStream(fc.nat()), (given, seed) => {
        const inOrder = given.toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
        const mingled = mingle(inOrder, () => seed.next().value ?? 0);

        expect(effectiveValue(takeAll(mingled), DEFAULT_PRECEDENCE, NOW)).toEqual(
          effectiveValue(takeAll(inOrder), DEFAULT_PRECEDENCE, NOW),
        );
      }),
    );
  });

  test('without a source is as if that source had never spoken', () => {
    fc.assert(
      fc.property(candidates, (given) => {
        const { winner, losing } = effectiveValue(given, DEFAULT_PRECEDENCE, NOW);
        const withoutWinner = effectiveValue(losing, DEFAULT_PRECEDENCE, NOW);

        expect(withoutWinner).toEqual(
          effectiveValue(
            given.filter((each) => each.source !== winner?.source),
            DEFAULT_PRECEDENCE,
            NOW,
          ),
        );
      }),
    );
  });

  test('is what a person set, however old', () => {
    const person = said('person', 8192, '2020-01-01T00:00:00.000Z');

    expect(effectiveValue([said('ocs', 4096, NOW), person], DEFAULT_PRECEDENCE, NOW).winner).toBe(person);
  });

  test('is the inventory’s once the person’s decision has expired', () => {
    const person = {
      ...said('person', 8192, '2020-01-01T00:00:00.000Z'),
      expiresAt: '2021-01-01T00:00:00.000Z',
    };

    expect(effectiveValue([said('ocs', 4096, NOW), person], DEFAULT_PRECEDENCE, NOW).winner?.value).toBe(
      4096,
    );
  });

  test('is the later one among equals', () => {
    const earlier = said('ocs', 1, '2026-01-01T00:00:00.000Z');

    expect(effectiveValue([earlier, said('snmp', 2, NOW)], DEFAULT_PRECEDENCE, NOW).winner?.source).toBe(
      'snmp',
    );
  });
});

/** Another order of the messages in which each source still speaks in its own. */
function mingle(messages: readonly Candidate[], next: () => number): Candidate[] {
  const queues = [...Map.groupBy(messages, (each) => each.source).values()];
  const mingled: Candidate[] = [];
  while (mingled.length < messages.length) {
    const waiting = queues.filter((queue) => queue.length > 0);
    const first = waiting[next() % waiting.length]?.shift();
    if (first !== undefined) mingled.push(first);
  }
  return mingled;
}

function takeAll(messages: readonly Candidate[]): readonly Candidate[] {
  let candidates: readonly Candidate[] = [];
  for (const message of messages) candidates = withCandidate(candidates, message);
  return candidates;
}

describe('what one source says', () => {
  const earlier = said('ocs', 1, '2026-01-01T00:00:00.000Z');

  test('keeps its time when repeated', () => {
    expect(withCandidate([earlier], said('ocs', 1, NOW))).toEqual([earlier]);
  });

  test('replaces what it said before', () => {
    expect(withCandidate([earlier], said('ocs', 2, NOW))).toEqual([said('ocs', 2, NOW)]);
  });
});
