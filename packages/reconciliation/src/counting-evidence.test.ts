import { describe, expect, test } from 'vitest';
import { countingEvidence } from './counting-evidence.ts';
import type { IdentificationRule } from './policy.ts';
import { catalogue } from './test-builders.ts';

const uuid = '4C4C4544-0035-3910-8058-C7C04F4D3632';
const all = { serial: '7XK9QF2', uuid, macs: ['D4:BE:D9:01:02:03', 'D4:BE:D9:01:02:04'] };

function count(rules: IdentificationRule[], className = 'Computer') {
  return countingEvidence({ identification: rules }, catalogue.isA)(className, all);
}

describe('what counts of the evidence', () => {
  const nothing = count([]);

  test('is all of it, unless a rule for the class says otherwise', () => {
    expect(nothing.serial).toBe('7XK9QF2');
    expect(nothing.uuid).toBeTruthy();
    expect(nothing.macs).toHaveLength(2);
    expect(count([{ class: 'Memory', evidence: [] }])).toEqual(nothing);
    expect(count([{ class: 'Computer' }])).toEqual(nothing);
  });

  test('is of the kinds that the rule names', () => {
    expect(count([{ class: 'Computer', evidence: ['serial'] }])).toEqual({
      serial: '7XK9QF2',
      uuid: null,
      macs: [],
    });
    expect(count([{ class: 'Computer', evidence: [] }])).toEqual({ serial: null, uuid: null, macs: [] });
  });

  test('is not what the rule calls junk, however that is written', () => {
    const junk = ['7xk9qf2 ', uuid.toLowerCase(), 'd4-be-d9-01-02-03'];

    expect(count([{ class: 'Computer', junk }])).toEqual({
      serial: null,
      uuid: null,
      macs: [nothing.macs[1]],
    });
  });

  test('goes by the rule of the nearest class', () => {
    const rules: IdentificationRule[] = [
      { class: 'Item', evidence: [] },
      { class: 'Computer', evidence: ['uuid'] },
    ];

    expect(count(rules)).toEqual({ serial: null, uuid: nothing.uuid, macs: [] });
    expect(count(rules.toReversed())).toEqual(count(rules));
    expect(count(rules, 'Memory')).toEqual({ serial: null, uuid: null, macs: [] });
  });

  test('is nothing where nothing is told', () => {
    expect(
      countingEvidence({ identification: [{ class: 'Computer' }] }, catalogue.isA)('Computer', null),
    ).toEqual({
      serial: null,
      uuid: null,
      macs: [],
    });
  });
});
