import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AnsweredCard,
  findAnswers,
  identifyRecords,
  identityOfRecord,
  identityText,
  type QuarantineAnswer,
} from './answers.ts';
import { type Evidence, toUsableEvidence } from './evidence.ts';
import { findUnidentified, type RecordHead } from './identity.ts';
import { planMaster } from './plan-master.ts';
import {
  cardOf,
  contextOf,
  masterOf,
  partOf,
  printPlan,
  rawComputer,
  rawModule,
  recordOf,
} from './test-builders.ts';

const A: Evidence = { serial: 'S-A', uuid: '4C4C4544-0042-3610-8052-B4C04F4E5631' };
const B: Evidence = { serial: 'S-B', uuid: '4C4C4544-0043-4A10-8058-C7C04F503332' };
const given = { id: 'answer', by: 'ana', at: '2026-11-22T09:00:00.000Z', reason: 'the board was changed' };

function head(seq: number, key: string, evidence: Evidence | null = null): RecordHead {
  return { seq, class: 'Computer', key, evidence };
}

function sameCard(key: string, evidence: Evidence, cardId: string) {
  const identity = identityOfRecord(head(0, key, evidence));
  return { ...given, ...identity, answer: 'same-card', cardId } satisfies QuarantineAnswer;
}

function ignore(key: string, evidence: Evidence): QuarantineAnswer {
  return { ...given, ...identityOfRecord(head(0, key, evidence)), answer: 'ignore', cardId: null };
}

/** What became of each record: the kind of its doubt, or what an answer says of it. */
function identify(
  heads: readonly RecordHead[],
  answers: readonly QuarantineAnswer[],
  cards: Record<string, string> = {},
): Record<number, string> {
  const named = Object.entries(cards).map(([id, key]): [string, AnsweredCard] => [
    id,
    { class: 'Computer', key },
  ]);
  const known = identifyRecords(heads, findAnswers(heads, answers), new Map(named));
  return Object.fromEntries(
    [...known].map(([seq, each]) => {
      if (each.kind === 'doubted') return [seq, each.doubt.kind];
      return [seq, each.kind === 'ignored' ? 'ignored' : `is ${each.answer.cardId}`];
    }),
  );
}

describe('the identity that an answer is kept for', () => {
  test('is the same however key and evidence are written', () => {
    const one = identityOfRecord(head(1, ' PC-1 ', { serial: ' s-a ', macs: ['00:1a:2b:3c:4d:5e'] }));
    const other = identityOfRecord(head(2, 'PC-1', { serial: 'S-A', macs: ['001A2B3C4D5E'] }));

    expect(identityText(one)).toBe(identityText(other));
  });

  test('is none where nothing usable is known of the hardware', () => {
    const junk = { serial: 'To Be Filled By O.E.M.', macs: ['00:00:00:00:00:00'] };

    expect(identityText(identityOfRecord(head(1, 'NA', junk)))).toBeUndefined();
    expect(identityText(identityOfRecord(head(1, 'PC-1')))).toBeUndefined();
  });
});

describe('an answer', () => {
  test('tells which card a record without a key means', () => {
    expect(identify([head(1, 'NA', A), head(2, 'NA', B)], [sameCard('NA', A, 'c1')], { c1: 'PC-1' })).toEqual(
      { 1: 'is c1', 2: 'no-key' },
    );
  });

  test('that ignores a record leaves the other one with its hardware undoubted', () => {
    expect(identify([head(1, 'PC-1', A), head(2, 'PC-2', A)], [ignore('PC-2', A)])).toEqual({ 2: 'ignored' });
  });

  test('to one of two keys of the same hardware leaves the other one in doubt', () => {
    const heads = [head(1, 'PC-1', A), head(2, 'PC-2', A)];

    expect(identify(heads, [sameCard('PC-2', A, 'c2')])).toEqual({ 1: 'shared-hardware', 2: 'is c2' });
  });

  test.each([sameCard('PC-1', A, 'c1'), ignore('PC-1', A)])(
    'does not help a key that occurs twice: $answer',
    (answer) => {
      const heads = [head(1, 'PC-1', A), head(2, 'PC-1', B)];

      expect(identify(heads, [answer], { c1: 'PC-1' })).toEqual({ 1: 'doubled-key', 2: 'doubled-key' });
    },
  );

  test('is refused with another one to the same card', () => {
    const answers = [sameCard('NA', A, 'c1'), sameCard('LOST', B, 'c1')];

    expect(identify([head(1, 'NA', A), head(2, 'LOST', B)], answers, { c1: 'PC-1' })).toEqual({
      1: 'answered-twice',
      2: 'answered-twice',
    });
  });

  test('yields to a record that has the key of the card', () => {
    const heads = [head(1, 'NA', A), head(2, ' PC-1')];

    expect(identify(heads, [sameCard('NA', A, 'c1')], { c1: 'PC-1' })).toEqual({ 1: 'answered-twice' });
  });

  test('does not yield to a record of its key that is ignored', () => {
    const heads = [head(1, 'NA', A), head(2, 'PC-1', B)];

    expect(identify(heads, [sameCard('NA', A, 'c1'), ignore('PC-1', B)], { c1: 'PC-1' })).toEqual({
      1: 'is c1',
      2: 'ignored',
    });
  });
});

const evidences = fc.record({
  serial: fc.constantFrom(null, 'S-A', 's-a', 'S-B', 'None'),
  uuid: fc.constantFrom(null, A.uuid ?? null, B.uuid ?? null),
  macs: fc.subarray(['00:1a:2b:3c:4d:5e', '00-1A-2B-3C-4D-5F', '00:00:00:00:00:00']),
});
const keys = fc.constantFrom('', 'NA', ' na', 'PC-1', ' PC-1 ', 'PC-2', 'PC-3');
const worlds = fc.record({
  heads: fc.array(fc.record({ key: keys, evidence: evidences }), { maxLength: 6 }),
  answers: fc.array(fc.record({ key: keys, evidence: evidences, card: fc.constantFrom(null, 'c1', 'c2') }), {
    maxLength: 4,
  }),
});
const cards = { c1: 'PC-1', c2: 'PC-2' };

function worldOf({
  heads,
  answers,
}: {
  heads: { key: string; evidence: Evidence }[];
  answers: { key: string; evidence: Evidence; card: string | null }[];
}) {
  return {
    heads: heads.map((each, index) => head(index + 1, each.key, each.evidence)),
    answers: answers.map(({ key, evidence, card }) =>
      card === null ? ignore(key, evidence) : sameCard(key, evidence, card),
    ),
  };
}

describe('whatever comes and whatever was answered', () => {
  test('no answer counts for a record of another class, key or evidence', () => {
    fc.assert(
      fc.property(worlds, (drawn) => {
        const { heads, answers } = worldOf(drawn);

        for (const [seq, answer] of findAnswers(heads, answers)) {
          const record = heads.find((each) => each.seq === seq);
          expect(record?.class).toBe(answer.class);
          expect(record?.key.trim()).toBe(answer.key);
          expect(toUsableEvidence(record?.evidence)).toEqual(answer.evidence);
        }
      }),
    );
  });

  test('no two records mean one card, and a key that occurs twice is refused', () => {
    fc.assert(
      fc.property(worlds, (drawn) => {
        const { heads, answers } = worldOf(drawn);
        const known = identify(heads, answers, cards);
        const plain = findUnidentified(heads);

        const meant = heads.map(({ seq, key }) => {
          if (known[seq] === undefined) return key.trim();
          const named = key.trim() === 'NA' || key.trim() === 'na' || key.trim() === '';
          const [, id] = known[seq]?.split('is ') ?? [];
          return named && (id === 'c1' || id === 'c2') ? cards[id] : undefined;
        });
        const told = meant.filter((key) => key !== undefined);
        expect(new Set(told).size).toBe(told.length);
        for (const [seq, doubt] of plain) {
          if (doubt.kind === 'doubled-key') expect(known[seq]).toBe('doubled-key');
        }
      }),
    );
  });

  test('a record that nobody answered is doubted as without answers, but for hardware that is ignored', () => {
    fc.assert(
      fc.property(worlds, (drawn) => {
        const { heads, answers } = worldOf(drawn);
        const found = findAnswers(heads, answers);
        const known = identify(heads, answers, cards);

        for (const [seq, doubt] of findUnidentified(heads)) {
          if (found.has(seq)) continue;
          if (doubt.kind !== 'shared-hardware') expect(known[seq]).toBe(doubt.kind);
        }
        for (const { seq } of heads) {
          if (!found.has(seq) && known[seq] !== undefined)
            expect(findUnidentified(heads).has(seq)).toBe(true);
        }
      }),
    );
  });

  test('usable evidence stays what it is when it is read again', () => {
    fc.assert(
      fc.property(evidences, (evidence) => {
        const usable = toUsableEvidence(evidence);

        expect(toUsableEvidence(usable)).toEqual(usable);
      }),
    );
  });
});

describe('planning by an answer', () => {
  const card = cardOf('c1', 'Computer', { Code: 'PC-1', RAM: 4096, Status: 'in-use' });
  const seat = partOf(
    cardOf('m1', 'Memory', { Code: 'PC-1/MEM1', Description: 'DIMM0', Capacity: 2048, Type: 'DDR2' }),
  );
  const withA = { ...masterOf(card, [seat]), evidence: toUsableEvidence(A) };

  function reported(code: string, evidence: Evidence, ram = '8192') {
    const module = rawModule(`${code}/MEM1`, 'DIMM0', '2048', '', ['Code']);
    return { ...recordOf(rawComputer(1, code, { RAM: ram }, [module])), evidence };
  }

  test('takes hardware that was really exchanged, and says whose answer that is', () => {
    const answered = { answer: sameCard('PC-1', B, 'c1'), doubt: undefined };

    const plan = planMaster(reported('PC-1', B), withA, new Map(), contextOf(), answered);

    expect(printPlan(plan.changes)[0]).toBe('update | Computer | PC-1 | RAM 4096 → 8192');
    expect(plan.changes[0]?.reason).toContain(
      'answered to be this card by ana on 2026-11-22: the board was changed',
    );
  });

  test('is refused when the card with the key is another one than was answered', () => {
    const answered = { answer: sameCard('PC-1', B, 'another'), doubt: undefined };

    const plan = planMaster(reported('PC-1', B), withA, new Map(), contextOf(), answered);

    expect(plan.doubt?.kind).toBe('other-hardware');
  });

  test('says nothing of an answer that is not needed', () => {
    const answered = { answer: sameCard('PC-1', A, 'c1'), doubt: undefined };

    const plan = planMaster(reported('PC-1', A), withA, new Map(), contextOf(), answered);

    expect(plan.changes[0]?.reason).toBe('The source reports other values: RAM');
  });

  test.each(['', 'NA'])('leaves the key and the parts of its card to a record with the key %j', (key) => {
    const answered = { answer: sameCard(key, A, 'c1'), doubt: { kind: 'no-key', key } as const };

    const plan = planMaster(reported(key, A), withA, new Map(), contextOf(), answered);

    expect(plan.changes.map((change) => [change.action, change.class, change.key])).toEqual([
      ['update', 'Computer', 'PC-1'],
      ['update', 'Memory', 'PC-1/MEM1'],
    ]);
    expect(plan.changes.flatMap((change) => change.differences.map((each) => each.attribute))).not.toContain(
      'Code',
    );
    expect(plan.cardId).toBe('c1');
  });

  test('asks anew when the card is gone', () => {
    const answered = { answer: sameCard('NA', A, 'c1'), doubt: { kind: 'no-key', key: 'NA' } as const };

    const plan = planMaster(reported('NA', A), undefined, new Map(), contextOf(), answered);

    expect(plan.doubt).toEqual({ kind: 'answered-card-gone', cardId: 'c1' });
  });
});
