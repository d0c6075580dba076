import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderRecords, type RecordLinks } from './order-records.ts';

/** A record by its own name, and what it needs: a name, with a question mark where that can wait. */
function links(seq: number, name: string, ...needs: string[]): RecordLinks {
  return {
    seq,
    names: [name],
    needs: needs.map((need) => {
      const wanted = need.replace('?', '');
      return { name: wanted, attribute: `to-${wanted}`, canWait: need.endsWith('?') };
    }),
  };
}

describe('the order of records', () => {
  test('is that in which they came where none refers to another', () => {
    const { rounds, late } = orderRecords([links(1, 'a', 'elsewhere'), links(2, 'b', 'elsewhere?')]);

    expect(rounds).toEqual([[1, 2]]);
    expect(late.size).toBe(0);
  });

  test('puts what is referred to before what refers to it', () => {
    const { rounds } = orderRecords([links(1, 'a', 'b?'), links(2, 'b', 'c'), links(3, 'c'), links(4, 'd')]);

    expect(rounds).toEqual([[3, 4], [2], [1]]);
  });

  test('breaks a circle where something can wait', () => {
    const { rounds, late } = orderRecords([links(1, 'a', 'b'), links(2, 'b', 'a?')]);

    expect(rounds).toEqual([[2], [1]]);
    expect(late).toEqual(new Map([[2, new Set(['to-a'])]]));
  });

  test('breaks it in one place, if all can wait', () => {
    const { rounds, late } = orderRecords([links(1, 'a', 'b?'), links(2, 'b', 'c?'), links(3, 'c', 'a?')]);

    expect(rounds).toEqual([[3], [2], [1]]);
    expect(late).toEqual(new Map([[3, new Set(['to-a'])]]));
  });

  test('lets a record that refers to itself come by itself', () => {
    const { rounds, late } = orderRecords([links(1, 'a', 'a?')]);

    expect(rounds).toEqual([[1]]);
    expect(late).toEqual(new Map([[1, new Set(['to-a'])]]));
  });

  test('comes to an end with a circle that nothing breaks, and puts off nothing for it', () => {
    const { rounds, late } = orderRecords([links(1, 'a', 'b'), links(2, 'b', 'a'), links(3, 'c', 'a?')]);

    expect(rounds.flat().sort()).toEqual([1, 2, 3]);
    expect(late.size).toBe(0);
  });

  test('takes a chain as long as a run', () => {
    const chain = Array.from({ length: 20_000 }, (_, at) => links(at + 1, `${at}`, `${at + 1}`));

    const { rounds } = orderRecords(chain);

    expect(rounds).toHaveLength(20_000);
    expect(rounds[0]).toEqual([20_000]);
  });
});

test('whatever refers to what: each record is there once, and only what can wait comes too early', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const need = fc.tuple(name, fc.boolean()).map(([wanted, waits]) => (waits ? `${wanted}?` : wanted));
  const some = fc.array(fc.tuple(name, fc.array(need, { maxLength: 3 })), { maxLength: 8 });
  fc.assert(
    fc.property(some, (given) => {
      const records = given.map(([own, needs], index) => links(index + 1, own, ...needs));

      const { rounds, late } = orderRecords(records);

      expect(rounds.flat().sort((a, b) => a - b)).toEqual(records.map((record) => record.seq));
      const roundOf = new Map(rounds.flatMap((round, at) => round.map((seq) => [seq, at] as const)));
      for (const record of records) {
        for (const { name: wanted, attribute, canWait } of record.needs) {
          const before = records.filter((each) => [...each.names].includes(wanted));
          const isEarly = before.some(({ seq }) => (roundOf.get(seq) ?? 0) >= (roundOf.get(record.seq) ?? 0));
          if (isEarly && canWait) expect(late.get(record.seq)?.has(attribute)).toBe(true);
          if (isEarly && !canWait) expect(reaches(records, wanted, record)).toBe(true);
        }
      }
    }),
  );
});

/** Whether a record with the name needs, by what cannot wait, in the end the record itself. */
function reaches(records: readonly RecordLinks[], name: string, goal: RecordLinks): boolean {
  const seen = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const record of records.filter((each) => [...each.names].includes(next ?? ''))) {
      if (record === goal) return true;
      open.push(...record.needs.filter((need) => !need.canWait).map((need) => need.name));
    }
  }
  return false;
}
