import { expect, test } from 'vitest';
import { cardOf, catalogue, EARLIER, NOW } from './test-builders.ts';
import { planWithdrawal } from './withdrawal.ts';

const ranks = ['ocs', 'snmp', 'scan'];
const rules = {
  catalogue,
  now: NOW,
  precedenceOf:
    () =>
    ({ source }: { source: string }) =>
      ranks.indexOf(source),
};
const said = (source: string, value: string | null) => ({ source, value, runId: 'run', at: EARLIER });

/** A computer whose room one source shows, and others of a higher rank say something of. */
function shownBy(holder: string, ...others: ReturnType<typeof said>[]) {
  const card = cardOf('pc', 'Computer', { Code: 'PC-1', Room: 'room' }, holder);
  return { card: { ...card, losing: { Room: others } }, knownBy: ['snmp', 'ocs'], hangers: [] };
}

test('a reference that others show ends where the next one says that there is none', () => {
  const known = shownBy('ocs', said('scan', 'room'), said('snmp', null));

  const { decisions } = planWithdrawal(known, 'scan', rules);

  expect(decisions).toMatchObject([
    {
      attribute: 'Room',
      old: 'room',
      decision: { value: null, winner: said('snmp', null), isWritten: true },
    },
  ]);
});

test('a reference that the source itself shows is left to what becomes of its relation', () => {
  const known = shownBy('scan', said('snmp', null));

  expect(planWithdrawal(known, 'scan', rules).decisions.map((each) => each.attribute)).toEqual([]);
});
