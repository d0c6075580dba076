import { describe, expect, test } from 'vitest';
import { parsePolicy, readPolicy } from './read-policy.ts';

describe('a policy that somebody writes', () => {
  test('is read with what stands where it says nothing', () => {
    const { policy } = parsePolicy('{"vanished": [{"class": "Printer", "action": "leave"}]}');

    expect(policy).toEqual({
      identification: [],
      precedence: [],
      vanished: [{ class: 'Printer', action: 'leave', missedRuns: 1 }],
      approval: [],
    });
  });

  test('without any limit is not one that says nothing of limits', () => {
    expect(parsePolicy('{"breaker": []}').policy?.breaker).toEqual([]);
    expect(parsePolicy('{}').policy?.breaker).toBeUndefined();
  });

  test('has every fault told at once, each with its place', () => {
    const { faults } = readPolicy({
      identification: [{ class: 'Computer', evidence: ['tag'], junk: [''] }],
      precedence: [{ class: '', rank: 1.5 }],
      vanished: [
        { class: 'Computer', action: 'set' },
        { class: 'Computer', action: 'leave', value: 1, within: { domain: 'RoomItems' } },
      ],
      breaker: [{ action: 'retire', share: 5 }, { action: 'burn', number: 1 }, { action: 'clear' }],
      approval: [{ action: 'quarantine' }, 'retire'],
      limits: [],
    });

    expect(faults.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'identification.0.evidence.0: must be one of serial, uuid, macs',
      'identification.0.junk.0: must not be empty',
      'precedence.0.class: must not be empty',
      'precedence.0.rank: must be a whole number from -1000 to 1000',
      'vanished.1.within.cards: is missing',
      'breaker.0.share: must be a number from 0 to 1',
      'breaker.1.action: must be one of create, update, clear, retire, relate, unrelate, quarantine',
      'approval.0.action: must be one of create, update, clear, retire, relate, unrelate',
      'approval.1: must be an object',
      'limits: is none of identification, precedence, vanished, breaker, approval',
    ]);
  });

  test('has every rule told whose fields do not go together', () => {
    const { faults } = readPolicy({
      vanished: [
        { class: 'Computer', action: 'set' },
        { class: 'Computer', action: 'leave', value: 1 },
      ],
      breaker: [{ action: 'clear' }],
    });

    expect(faults.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'vanished.0.attribute: must be said with the action set',
      'vanished.0.value: must be said with the action set',
      'vanished.1.value: goes with the action set only',
      'breaker.0: must have a number, a share, or both',
    ]);
  });

  test('that is no JSON says so', () => {
    expect(parsePolicy('{').faults[0]?.message).toMatch(/^is no JSON: /);
    expect(parsePolicy('[]').faults).toEqual([{ path: '', message: 'must be an object' }]);
  });
});
