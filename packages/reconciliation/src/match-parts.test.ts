import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchParts } from './match-parts.ts';
import type { RecordPart } from './run-record.ts';
import { cardOf, partOf } from './test-builders.ts';

/** A module in a slot: known by its serial number where it has one, else by its Code, which is its slot. */
function reported(slot: number, serial: string | null): RecordPart {
  return {
    domain: 'ComputerMemory',
    direction: 'directed',
    class: 'Memory',
    identify: serial === null ? ['Code'] : ['SerialNumber'],
    shared: false,
    attributes: { Code: `PC-1/MEM${slot}`, SerialNumber: serial },
  };
}

function standing(slot: number, serial: string | null) {
  return partOf(cardOf(`m${slot}`, 'Memory', { Code: `PC-1/MEM${slot}`, SerialNumber: serial }));
}

const serials = fc.array(fc.constantFrom(null, 'A', 'B', 'C', 'D'), { maxLength: 4 }).filter((drawn) => {
  const known = drawn.filter((serial) => serial !== null);
  return new Set(known).size === known.length;
});

describe('parts of a machine', () => {
  test('that moved to another slot are told by serial number before the slot is looked at', () => {
    const match = matchParts([reported(1, null), reported(2, 'A')], [standing(1, 'A')]);

    expect(match.pairs.map(({ wanted, current }) => [wanted.attributes.Code, current.card.id])).toEqual([
      ['PC-1/MEM2', 'm1'],
    ]);
    expect(match.missing.map((part) => part.attributes.Code)).toEqual(['PC-1/MEM1']);
    expect(match.gone).toEqual([]);
  });

  test('whose serial number stays in the machine stay the cards they are, wherever they sit', () => {
    fc.assert(
      fc.property(serials, serials, (now, before) => {
        const cards = before.map((serial, slot) => standing(slot, serial));

        const match = matchParts(
          now.map((serial, slot) => reported(slot, serial)),
          cards,
        );

        const kept = match.pairs.flatMap(({ wanted, current }) => {
          const { SerialNumber: serial } = wanted.attributes;
          return serial === null ? [] : [[serial, current.card.attributes.SerialNumber]];
        });
        const staying = now.filter((serial) => serial !== null && before.includes(serial));
        expect(kept).toEqual(kept.map(([serial]) => [serial, serial]));
        expect(kept.map(([serial]) => serial).sort()).toEqual(staying.sort());
        expect(match.pairs.length + match.missing.length).toBe(now.length);
        expect(match.pairs.length + match.gone.length).toBe(before.length);
      }),
    );
  });
});
