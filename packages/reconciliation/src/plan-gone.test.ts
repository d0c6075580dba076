import { describe, expect, test } from 'vitest';
import type { CurrentPart } from './current-state.ts';
import { planEnded, planGone, planLostMaster, planUnsaidSharedCard } from './plan-gone.ts';
import { cardOf, contextOf, EARLIER, masterOf, partOf, printPlan } from './test-builders.ts';

const [snmp, scan] = ['snmp', 'scan'].map((source) => ({ source, runId: 'run', at: EARLIER }));
const title = partOf(cardOf('w', 'Software', { Code: 'Writer', Version: '1' }), 'ComputerSoftware', true);
const memory = partOf(cardOf('m', 'Memory', { Code: 'PC-1/1', Capacity: 1, Type: 'DDR2' }));

/** The part as other sources say it too, the first of them with these values. */
function saidToo(part: CurrentPart, values: Record<string, string | number> = {}): CurrentPart {
  const others = [scan, snmp].filter((each) => each !== undefined);
  const losing = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      [{ source: 'snmp', runId: 'run', at: EARLIER, value }],
    ]),
  );
  return { ...part, alsoBy: others, card: { ...part.card, losing } };
}

describe('what masters share and the source does not report any more', () => {
  test('is not related any more where only the source said so', () => {
    expect(printPlan(planGone(title, 'pc', contextOf()))).toEqual(['unrelate | Software | Writer']);
  });

  test('goes by the first of the others who say so', () => {
    const [step, ...more] = planGone(saidToo(title), 'pc', contextOf());

    expect(step).toMatchObject({
      action: 'handover',
      reason: 'The source no longer reports it here, scan does',
      relation: { relationId: 'relation-of-w', masterId: 'pc', heir: scan },
      shared: true,
    });
    expect(more).toEqual([]);
  });

  test('is not related any more with a master that ends, whoever says so', () => {
    expect(printPlan(planEnded(saidToo(title), 'pc'))).toEqual(['unrelate | Software | Writer']);
  });
});

describe('a part that the source does not report any more', () => {
  test('retires where only the source said that it is', () => {
    expect(printPlan(planGone(memory, 'pc', contextOf()))).toEqual(['retire | Memory | PC-1/1']);
  });

  test('stays with what the others say of it, its name too where nobody else says one', () => {
    const plan = planGone(saidToo(memory, { Capacity: 2, Type: 'DDR2' }), 'pc', contextOf());

    expect(printPlan(plan)).toEqual([
      'handover | Memory | PC-1/1',
      'update | Memory | PC-1/1 | Capacity 1 → 2 | Type "DDR2" → "DDR2"',
    ]);
    expect(plan[1]?.reason).toBe('The source no longer reports this part, another does');
  });

  test('is as if the source had not spoken of it, where it goes by another', () => {
    const others = partOf(cardOf('m', 'Memory', { Code: 'PC-1/1', Capacity: 1 }, 'snmp'));
    const losing = { Capacity: [{ source: 'ocs', runId: 'run', at: EARLIER, value: 2 }] };
    const part = { ...others, card: { ...others.card, losing }, relatedBySource: false, saidBySource: true };

    const plan = planGone(part, 'pc', contextOf());

    expect(printPlan(plan)).toEqual(['keep | Memory | PC-1/1', 'keep | Memory | PC-1/1']);
    expect(plan.map((step) => step.losing)).toEqual([[], [{ attribute: 'Capacity', losing: [] }]]);
  });
});

test('of a master that the source does not mention any more its parts are, whatever becomes of it', () => {
  const master = masterOf(cardOf('pc', 'Computer', { Code: 'PC-1', OS: 'Debian' }), [saidToo(title), memory]);

  expect(printPlan(planLostMaster(master, contextOf()))).toEqual([
    'handover | Software | Writer',
    'retire | Memory | PC-1/1',
  ]);
});

test('a shared card that the source reports nowhere any more falls to others, with what nobody else says', () => {
  const { card } = saidToo(title, { Code: 'Writer' });

  const plan = planUnsaidSharedCard(card, contextOf());

  expect(printPlan(plan)).toEqual(['update | Software | Writer | Code "Writer" → "Writer"']);
  expect(plan[0]).toMatchObject({
    shared: true,
    reason: 'The source reports it nowhere any more, another does',
  });
});
