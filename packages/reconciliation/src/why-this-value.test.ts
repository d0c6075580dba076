import { type AttributeValue, equalValues } from '@popis/model';
import { randomRuns } from '@popis/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Candidate, withCandidate } from './candidate.ts';
import type { CurrentCard, GivenBy } from './current-state.ts';
import { decideAttribute, listCandidates, sameCandidates, without } from './decide-attribute.ts';
import { DEFAULT_POLICY, precedenceBy, type SourcePolicy } from './policy.ts';
import { catalogue } from './test-builders.ts';

const runs = randomRuns(2_000);
const options = { timeout: Math.max(20_000, runs * 20) };
const sources = ['person', 'ocs', 'snmp', 'scan'];

/** A source says a value, says that there is none, or takes its word back, some minutes into the day. */
interface Message {
  readonly source: string;
  readonly minute: number;
  readonly says: 'value' | 'empty' | 'removed';
  readonly value: number;
  /** Minutes for which it holds. */
  readonly lasts: number | null;
}

const messages = fc
  .array(
    fc.record({
      source: fc.constantFrom(...sources),
      says: fc.constantFrom<Message['says']>('value', 'value', 'value', 'empty', 'removed'),
      value: fc.integer({ min: 1, max: 3 }),
      lasts: fc.constantFrom(null, null, 1, 3),
    }),
    { maxLength: 10 },
  )
  .map((given) => given.map((each, index): Message => ({ ...each, minute: index })));
const ranks = fc.dictionary(fc.constantFrom('ocs', 'snmp'), fc.integer({ min: 0, max: 200 }));

/** The plainest reading of what should hold: of the last words that still count, the one of the highest rank, then the latest. */
function reference(said: readonly Message[], ranked: Record<string, number>, minute: number) {
  let best: { source: string; value: number | null; rank: number; since: number } | undefined;
  for (const source of sources) {
    let word: { value: number | null; since: number; until: number } | undefined;
    for (const message of said) {
      if (message.source !== source || message.minute > minute) continue;
      if (word !== undefined && word.until <= message.minute) word = undefined;
      const value = message.says === 'value' ? message.value : null;
      const until = message.lasts === null ? Infinity : message.minute + message.lasts;
      if (message.says === 'removed') word = undefined;
      else if (word?.value !== value) word = { value, since: message.minute, until };
    }
    if (word === undefined || word.until <= minute) continue;
    const rank = ranked[source] ?? (source === 'person' ? 100 : 0);
    const isBetter =
      best === undefined ||
      rank > best.rank ||
      (rank === best.rank && word.since > best.since) ||
      (rank === best.rank && word.since === best.since && source < best.source);
    if (isBetter) best = { source, value: word.value, rank, since: word.since };
  }
  return best;
}

const empty: CurrentCard = {
  id: 'a',
  class: 'Computer',
  changeId: 'c',
  attributes: {},
  provenance: {},
  losing: {},
  createdBySource: false,
};

function instantOf(minute: number): string {
  return new Date(Date.UTC(2026, 10, 23, 0, minute)).toISOString();
}

/** A card as it is once a decision has been written. */
function write(
  card: CurrentCard,
  ranked: Record<string, number>,
  minute: number,
  change: (standing: readonly Candidate[]) => readonly Candidate[] = (standing) => standing,
) {
  const policies = new Map<string, SourcePolicy>(
    Object.entries(ranked).map(([source, rank]) => [
      source,
      { ...DEFAULT_POLICY, precedence: [{ class: 'Computer', rank }] },
    ]),
  );
  const rules = {
    catalogue,
    now: instantOf(minute),
    precedenceOf: precedenceBy(policies, catalogue.isA),
  };
  const decided = decideAttribute(card, 'RAM', change, rules);
  const next = { ...card, losing: { RAM: decided.beside } };
  if (!decided.isWritten) return { card: next, decided };
  const attributes: Record<string, AttributeValue> = { RAM: decided.value };
  const provenance: Record<string, GivenBy> = {};
  if (decided.winner !== null) provenance.RAM = decided.winner;
  return { card: { ...next, attributes, provenance }, decided };
}

function speak({ source, minute, says, value, lasts }: Message) {
  const candidate: Candidate = {
    source,
    value: says === 'value' ? value : null,
    runId: null,
    at: instantOf(minute),
    ...(lasts === null ? {} : { expiresAt: instantOf(minute + lasts) }),
  };
  return (standing: readonly Candidate[]) => {
    if (says === 'removed') return without(standing, source);
    return withCandidate(standing, candidate);
  };
}

function tell(said: readonly Message[], ranked: Record<string, number>): CurrentCard {
  let card = empty;
  for (const message of said) card = write(card, ranked, message.minute, speak(message)).card;
  return card;
}

/** Everything that sources say, in a form that does not hang on which of those that agree the card holds. */
function wordsOf(card: CurrentCard): unknown[] {
  return listCandidates(card, 'RAM')
    .map(({ source, value, at, expiresAt }) => ({ source, value, at, expiresAt }))
    .sort((a, b) => (a.source < b.source ? -1 : 1));
}

describe('why this value', () => {
  test('is told by the plainest reading of all that was said', options, () => {
    fc.assert(
      fc.property(messages, ranks, fc.nat({ max: 4 }), (said, ranked, later) => {
        let card = empty;
        for (const message of said) {
          ({ card } = write(card, ranked, message.minute, speak(message)));
          const now = reference(said, ranked, message.minute);
          expect(card.attributes.RAM ?? null).toBe(now?.value ?? null);
        }
        const end = said.length + later;
        ({ card } = write(card, ranked, end));
        const expected = reference(said, ranked, end);
        expect(card.attributes.RAM ?? null).toBe(expected?.value ?? null);
        const holder = listCandidates(card, 'RAM').find(
          (each) => each.source === card.provenance.RAM?.source,
        );
        if (expected !== undefined && holder !== undefined)
          expect(equalValues(holder.value, expected.value)).toBe(true);
        if (expected === undefined) expect(card.provenance.RAM).toBeUndefined();
      }),
      { numRuns: runs },
    );
  });

  test('does not remember a source whose word was taken back', options, () => {
    fc.assert(
      fc.property(messages, ranks, fc.constantFrom(...sources), (said, ranked, removed) => {
        const minute = said.length;
        const left = write(tell(said, ranked), ranked, minute, (all) => without(all, removed)).card;

        const never = write(
          tell(
            said.filter((each) => each.source !== removed),
            ranked,
          ),
          ranked,
          minute,
        ).card;

        expect(wordsOf(left)).toEqual(wordsOf(never));
        expect(left.attributes.RAM ?? null).toBe(never.attributes.RAM ?? null);
      }),
      { numRuns: runs },
    );
  });

  test('does not depend on the order in which sources were heard', options, () => {
    fc.assert(
      fc.property(messages, ranks, fc.constantFrom(...sources), (said, ranked, first) => {
        const lasting = said.map((each) => ({ ...each, lasts: null }));
        const mingled = [
          ...lasting.filter((each) => each.source === first),
          ...lasting.filter((each) => each.source !== first),
        ];

        const [one, other] = [tell(lasting, ranked), tell(mingled, ranked)];

        expect(wordsOf(other)).toEqual(wordsOf(one));
        expect(other.attributes.RAM ?? null).toBe(one.attributes.RAM ?? null);
      }),
      { numRuns: runs },
    );
  });

  test('is not written again when somebody repeats it', options, () => {
    fc.assert(
      fc.property(messages, ranks, (said, ranked) => {
        const last = said.at(-1);
        if (last === undefined) return;
        const card = tell(said, ranked);

        const { decided } = write(card, ranked, last.minute, speak(last));

        expect(decided.isWritten).toBe(false);
        expect(sameCandidates(decided.beside, card.losing.RAM ?? [])).toBe(true);
      }),
      { numRuns: runs },
    );
  });
});
