import { expect, test } from 'vitest';
import { type KnownRelation, planRelationWithdrawal } from './withdrawal-relations.ts';

const relation: KnownRelation = {
  id: 'r',
  domain: 'ComputerMemory',
  source: { id: 'pc', class: 'Computer', key: 'PC-1' },
  target: { id: 'm', class: 'Memory', key: 'PC-1/1' },
  alsoBy: [],
  mandatory: null,
  isPlaceOfKept: false,
};
const said = { runId: 'run', at: '2026-11-01T00:00:00Z' };

test('a relation that only the source has said ends', () => {
  expect(planRelationWithdrawal(relation)).toMatchObject({ action: 'end', heir: null, left: [] });
});

test('one that others say as well goes by the first of them, whatever else there is', () => {
  const alsoBy = [
    { ...said, source: 'scan', at: '2026-11-02T00:00:00Z' },
    { ...said, source: 'snmp' },
  ];

  const planned = planRelationWithdrawal({ ...relation, alsoBy, mandatory: 'Computer', isPlaceOfKept: true });

  expect(planned).toMatchObject({ action: 'hand over', heir: alsoBy[1], left: [] });
});

test.each([
  [{ isPlaceOfKept: true }, 'Its relation ComputerMemory stays, since people have worked on the part'],
  [{ mandatory: 'Computer' }, 'Its relation ComputerMemory stays, since Computer is mandatory'],
])('one that cannot end is left, with the reason', (more, reason) => {
  const planned = planRelationWithdrawal({ ...relation, ...more });

  expect(planned.action).toBe('leave');
  expect(planned.left).toEqual([{ cardId: 'm', class: 'Memory', key: 'PC-1/1', attribute: null, reason }]);
});
