import { describe, expect, test } from 'vitest';
import { precedenceOfOrder } from './candidate.ts';
import { toUsableEvidence } from './evidence.ts';
import { sharedIdentity } from './match-parts.ts';
import { planMaster, planSharedCard, planVanishedMaster } from './plan-master.ts';
import {
  cardOf,
  contextOf,
  EARLIER,
  masterOf,
  NOW,
  partOf,
  printPlan,
  rawComputer,
  rawModule,
  rawSoftware,
  recordOf,
} from './test-builders.ts';

const none = new Map<string, string>();
const bySlot = ['NumSlot'];

function moduleCard(id: string, capacity: number, slot: number, by = 'ocs') {
  const values = { Code: `MEM${slot}`, Description: 'DIMM', Caption: 'Physical Memory', Type: 'DDR2' };
  return cardOf(id, 'Memory', { ...values, Capacity: capacity, NumSlot: slot }, by);
}

function pc1(attributes: Record<string, string> = {}, parts: Parameters<typeof rawComputer>[3] = []) {
  return recordOf(rawComputer(1, 'PC-1', attributes, parts));
}

describe('a master', () => {
  test('that is as the source says plans nothing', () => {
    const current = masterOf(cardOf('a', 'Computer', { Code: 'PC-1', RAM: 4096 }), [
      partOf(moduleCard('m', 2048, 1)),
    ]);

    const plan = planMaster(
      pc1({ RAM: '4096' }, [rawModule('MEM1', 'DIMM', '2048', '1')]),
      current,
      none,
      contextOf(),
    );

    expect(plan).toEqual({ changes: [], unchanged: 2, cardId: 'a', partIds: ['m'] });
  });

  test('keeps attributes outside the mapping and those the record does not mention', () => {
    const current = masterOf(cardOf('a', 'Computer', { Code: 'PC-1', RAM: 4096, Notes: 'by the window' }));

    const plan = planMaster(pc1({ Notes: 'x', OS: 'Debian' }), current, none, contextOf());

    expect(printPlan(plan.changes)).toEqual(['update | Computer | PC-1 | OS null → "Debian"']);
  });

  test('loses a value that the source now reports as empty', () => {
    const current = masterOf(cardOf('a', 'Computer', { Code: 'PC-1', OS: 'Debian' }));

    const plan = planMaster(pc1({ OS: '' }), current, none, contextOf());

    expect(printPlan(plan.changes)).toEqual(['update | Computer | PC-1 | OS "Debian" → null']);
  });

  test('carries the change it was compared with and who gave each new value', () => {
    const current = masterOf(cardOf('a', 'Computer', { Code: 'PC-1', RAM: 1 }));

    const [change] = planMaster(pc1({ RAM: '2' }), current, none, contextOf()).changes;

    expect(change?.base).toBe('change-of-a');
    expect(change?.differences[0]?.winner).toEqual({ source: 'ocs', value: 2, runId: 'run', at: NOW });
  });

  test('with other hardware under its key waits for a person', () => {
    const current = {
      ...masterOf(cardOf('a', 'Computer', { Code: 'PC-1' })),
      evidence: toUsableEvidence({ serial: 'S-1', uuid: '4C4C4544-0042-3610-8052-B4C04F4E5631' }),
    };
    const record = {
      ...pc1({ RAM: '2' }),
      evidence: { serial: 'S-2', uuid: '4C4C4544-0043-4A10-8058-C7C04F503332' },
    };

    const { changes } = planMaster(record, current, none, contextOf());

    expect(changes.map((change) => change.action)).toEqual(['quarantine']);
    expect(changes[0]?.reason).toContain('serial S-1 → S-2');
  });

  test('gets the defaults of its class when it is created', () => {
    const plan = planMaster(pc1(), undefined, none, contextOf());

    expect(printPlan(plan.changes)).toEqual([
      'create | Computer | PC-1 | Code null → "PC-1" | Status null → "in-use"',
    ]);
  });
});

describe('a value that a person set', () => {
  const code = { Code: { source: 'ocs', runId: null, at: EARLIER } };
  const card = {
    ...cardOf('a', 'Computer', { Code: 'PC-1', RAM: 8192 }),
    provenance: { ...code, RAM: { source: 'person', runId: null, at: EARLIER } },
  };

  test('is kept, and the plan says so', () => {
    const plan = planMaster(pc1({ RAM: '4096' }), masterOf(card), none, contextOf());

    expect(printPlan(plan.changes)).toEqual(['keep | Computer | PC-1 | RAM 8192 → 4096']);
    expect(plan.changes[0]?.losing).toEqual([
      { attribute: 'RAM', losing: [{ source: 'ocs', value: 4096, runId: 'run', at: NOW }] },
    ]);
    expect(plan.unchanged).toBe(1);
  });

  test('leaves nothing to remember when the same value lost before', () => {
    const lost = { source: 'ocs', value: 4096, runId: 'earlier', at: EARLIER };
    const current = masterOf({ ...card, losing: { RAM: [lost] } });

    const plan = planMaster(pc1({ RAM: '4096' }), current, none, contextOf());

    expect(plan.changes[0]?.losing).toEqual([]);
  });

  test('gives way where the class says that the inventory knows better', () => {
    const context = { ...contextOf(), precedenceOf: () => precedenceOfOrder(['ocs', 'person']) };

    const plan = planMaster(pc1({ RAM: '4096' }), masterOf(card), none, context);

    expect(printPlan(plan.changes)).toEqual(['update | Computer | PC-1 | RAM 8192 → 4096']);
  });

  test('gives way when it has expired', () => {
    const expired = { ...code, RAM: { source: 'person', runId: null, at: EARLIER, expiresAt: EARLIER } };

    const plan = planMaster(
      pc1({ RAM: '4096' }),
      masterOf({ ...card, provenance: expired }),
      none,
      contextOf(),
    );

    expect(printPlan(plan.changes)).toEqual(['update | Computer | PC-1 | RAM 8192 → 4096']);
  });
});

describe('a part', () => {
  test('found by its identity is updated where it differs otherwise', () => {
    const current = masterOf(cardOf('a', 'Computer', { Code: 'PC-1' }), [partOf(moduleCard('m', 1024, 1))]);

    const plan = planMaster(
      pc1({}, [rawModule('MEM1', 'DIMM', '2048', '1', bySlot)]),
      current,
      none,
      contextOf(),
    );

    expect(printPlan(plan.changes)).toEqual(['update | Memory | MEM1 | Capacity 1024 → 2048']);
  });

  test('is one of two when two equal ones are reported', () => {
    const equal = ['Caption', 'Type'];
    const current = masterOf(cardOf('a', 'Computer', { Code: 'PC-1' }), [
      partOf(moduleCard('m2', 2048, 2)),
      partOf(moduleCard('m1', 1024, 1)),
    ]);
    const record = pc1({}, [
      rawModule('MEM1', 'DIMM', '1024', '1', equal),
      rawModule('MEM2', 'DIMM', '2048', '2', equal),
      rawModule('MEM3', 'DIMM', '2048', '3', equal),
    ]);

    const plan = planMaster(record, current, none, contextOf());

    expect(plan.changes.map((change) => [change.action, change.key])).toEqual([['create', 'MEM3']]);
    expect(plan.unchanged).toBe(3);
  });

  test('that a person added stays when the source does not know it', () => {
    const current = masterOf(cardOf('a', 'Computer', { Code: 'PC-1' }), [
      partOf(moduleCard('m', 1024, 1, 'person')),
    ]);

    expect(planMaster(pc1(), current, none, contextOf()).changes).toEqual([]);
  });

  test('of a vanished master is retired with it, but for what a person added', () => {
    const current = masterOf(cardOf('a', 'Computer', { Code: 'PC-1' }), [
      partOf(moduleCard('m1', 1024, 1)),
      partOf(moduleCard('m2', 1024, 2, 'person')),
    ]);

    expect(printPlan(planVanishedMaster(current, 'PC-1'))).toEqual([
      'retire | Memory | MEM1',
      'retire | Computer | PC-1',
    ]);
  });
});

describe('a shared part', () => {
  const writer = cardOf('s', 'Software', { Code: 'Writer', Version: '7' });
  const shared = new Map([
    [sharedIdentity('Software', ['Code', 'Version'], { Code: 'Writer', Version: '7' }), 's'],
  ]);
  const computer = cardOf('a', 'Computer', { Code: 'PC-1' });

  test('that exists is related and not created again', () => {
    const plan = planMaster(pc1({}, [rawSoftware('Writer', '7')]), masterOf(computer), shared, contextOf());

    expect(printPlan(plan.changes)).toEqual(['relate | Software | Writer']);
    expect(plan.changes[0]).toMatchObject({ cardId: 's', relation: { masterId: 'a', relationId: null } });
  });

  test('named twice is related once, and not again when it is', () => {
    const twice = [rawSoftware('Writer', '7'), rawSoftware('Writer', '7')];
    const current = masterOf(computer, [partOf(writer, 'ComputerSoftware', true)]);

    expect(planMaster(pc1({}, twice), masterOf(computer), shared, contextOf()).changes).toHaveLength(1);
    expect(planMaster(pc1({}, twice), current, shared, contextOf()).changes).toEqual([]);
  });

  test('no longer reported is unrelated, never retired with one master', () => {
    const current = masterOf(computer, [partOf(writer, 'ComputerSoftware', true)]);

    const plan = planMaster(pc1(), current, shared, contextOf());

    expect(printPlan(plan.changes)).toEqual(['unrelate | Software | Writer']);
  });

  test('related by a person stays related', () => {
    const part = { ...partOf(writer, 'ComputerSoftware', true), relatedBySource: false };

    expect(planMaster(pc1(), masterOf(computer, [part]), shared, contextOf()).changes).toEqual([]);
  });

  test('that no card stands for yet is created on its own', () => {
    const [part] = pc1({}, [rawSoftware('Writer', '8')]).parts;
    if (part === undefined) throw new Error('the record has a part');

    const change = planSharedCard(part, contextOf());

    expect(change).toMatchObject({ action: 'create', cardId: 'new-1', shared: true, relation: null });
  });
});
