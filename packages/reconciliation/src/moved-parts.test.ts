import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ArrivingPart, serialOfPart, toPartSerial } from './moved-parts.ts';
import { planMaster } from './plan-master.ts';
import type { RecordPart, RunRecord, Values } from './run-record.ts';
import { cardOf, contextOf, masterOf, partOf, printPlan } from './test-builders.ts';

const serial = '2A73F0C1';

function moduleOf(attributes: Values, identify = ['SerialNumber']): RecordPart {
  const place = { domain: 'ComputerMemory', direction: 'directed', class: 'Memory' } as const;
  return { ...place, identify, shared: false, attributes };
}

function pc2(parts: readonly RecordPart[]): RunRecord {
  const name = { seq: 1, class: 'Computer', keyAttribute: 'Code', key: 'PC-2', evidence: null };
  return { ...name, attributes: { Code: 'PC-2' }, parts };
}

const reported = moduleOf({ Code: 'PC-2/MEM1', SerialNumber: serial, Capacity: 2048 });
const computer = cardOf('b', 'Computer', { Code: 'PC-2' });

function arrivingFrom(from: string | null, values: Values): ArrivingPart {
  const { domain, direction, class: className } = reported;
  const relationId = from === null ? null : `relation-of-${from}`;
  return {
    domain,
    direction,
    class: className,
    serial,
    card: cardOf('m', 'Memory', values),
    relationId,
    from,
  };
}

describe('a part that comes from another machine', () => {
  const values = { Code: 'PC-1/MEM3', SerialNumber: serial, Capacity: 2048, Notes: 'bent pin' };

  test('is one step: its values, the relation that it leaves, and the one that it gets', () => {
    const { changes } = planMaster(pc2([reported]), masterOf(computer), new Map(), contextOf(), undefined, [
      arrivingFrom('PC-1', values),
    ]);

    expect(printPlan(changes)).toEqual(['update | Memory | PC-2/MEM1 | Code "PC-1/MEM3" → "PC-2/MEM1"']);
    expect(changes[0]).toMatchObject({
      cardId: 'm',
      base: 'change-of-m',
      reason: 'Moved from PC-1 to PC-2',
      relation: { domain: 'ComputerMemory', masterId: 'b', relationId: 'relation-of-PC-1' },
    });
  });

  test('moves though no value of it differs', () => {
    const { changes } = planMaster(pc2([reported]), undefined, new Map(), contextOf(), undefined, [
      arrivingFrom(null, { ...reported.attributes }),
    ]);

    expect(printPlan(changes)).toEqual([
      'create | Computer | PC-2 | Code null → "PC-2" | Status null → "in-use"',
      'update | Memory | PC-2/MEM1',
    ]);
    expect(changes[1]).toMatchObject({ reason: 'Moved to PC-2', relation: { relationId: null } });
  });

  test('is known before the one that the machine has in its place', () => {
    const standing = partOf(cardOf('old', 'Memory', { Code: 'PC-2/MEM1', SerialNumber: '11AA22BB' }));

    const { changes } = planMaster(
      pc2([reported]),
      masterOf(computer, [standing]),
      new Map(),
      contextOf(),
      undefined,
      [arrivingFrom('PC-1', values)],
    );

    expect(changes.map((change) => [change.action, change.cardId])).toEqual([
      ['update', 'm'],
      ['retire', 'old'],
    ]);
  });
});

describe('parts that come from elsewhere', () => {
  const known = ['AAAA1111', 'BBBB2222', 'CCCC3333', 'DDDD4444'];
  const shuffled = fc.shuffledSubarray(known, { minLength: known.length });
  const whence = fc.record({ here: fc.subarray(known), coming: fc.subarray(known), now: fc.subarray(known) });

  test('are each the one card with their serial number, in whatever order records have them', () => {
    fc.assert(
      fc.property(shuffled, whence, (order, { here, coming, now }) => {
        const elsewhere = coming.filter((each) => !here.includes(each));
        const current = masterOf(
          computer,
          here.map((each) =>
            partOf(cardOf(`card-${each}`, 'Memory', { Code: `PC-2/${each}`, SerialNumber: each })),
          ),
        );
        const arriving = elsewhere.map((each) => ({
          ...arrivingFrom('PC-1', { Code: `PC-1/${each}`, SerialNumber: each }),
          serial: each,
          card: cardOf(`card-${each}`, 'Memory', { Code: `PC-1/${each}`, SerialNumber: each }),
        }));
        const planOf = (serials: readonly string[], parts: readonly ArrivingPart[]) => {
          const record = pc2(serials.map((each) => moduleOf({ Code: `PC-2/${each}`, SerialNumber: each })));
          const { changes } = planMaster(record, current, new Map(), contextOf(), undefined, parts);
          return changes
            .map(({ action, key, cardId }) => [action, key, action === 'create' ? null : cardId])
            .sort();
        };
        const reportedNow = order.filter((each) => now.includes(each));

        const plan = planOf(reportedNow, arriving.toReversed());

        expect(plan).toEqual(planOf(now, arriving));
        const moved = plan.filter(([action]) => action === 'update').map(([, , cardId]) => cardId);
        expect(moved).toEqual(now.filter((each) => elsewhere.includes(each)).map((each) => `card-${each}`));
      }),
    );
  });
});

describe('a serial number', () => {
  test('tells a part anywhere where it alone identifies it', () => {
    expect(serialOfPart(reported)).toBe(serial);
    expect(serialOfPart(moduleOf(reported.attributes, ['Code']))).toBeNull();
    expect(serialOfPart(moduleOf(reported.attributes, ['SerialNumber', 'Type']))).toBeNull();
    expect(serialOfPart({ ...reported, shared: true })).toBeNull();
  });

  test.each([
    null,
    '',
    '0000',
    '00000000',
    '1234',
    'A1',
    'To Be Filled By O.E.M.',
    'Not Specified',
    17,
    'None',
  ])('that reads %s is nobody’s', (raw) => {
    expect(toPartSerial(raw)).toBeNull();
  });

  test('is the same in any writing', () => {
    expect(toPartSerial(' s4ggnx0r  412345 ')).toBe('S4GGNX0R 412345');
  });
});
