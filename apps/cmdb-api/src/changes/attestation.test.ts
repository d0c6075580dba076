import { describe, expect, test } from 'vitest';
import { attest, type Change } from './attestation.ts';

const change: Change = {
  id: '01970000-0000-7000-8000-000000000001',
  at: new Date('2026-11-23T08:30:00.000Z'),
  actor: 'ana',
  source: 'person',
  runId: null,
  reason: 'moved',
  requestId: null,
};

describe('the hash of a change', () => {
  test('does not depend on the order of keys', () => {
    const one = attest(change, { cards: [{ code: 'PC-1', attributes: { RAM: 1, OS: 'x' } }] });
    const other = attest(change, { cards: [{ attributes: { OS: 'x', RAM: 1 }, code: 'PC-1' }] });

    expect(one.toString('hex')).toBe(other.toString('hex'));
    expect(one).toHaveLength(32);
  });

  test.each([
    ['actor', { actor: 'eva' }],
    ['time', { at: new Date('2026-11-23T08:30:00.001Z') }],
    ['source', { source: 'ocs' }],
    ['run', { runId: '01970000-0000-7000-8000-000000000002' }],
    ['reason', { reason: null }],
    ['request', { requestId: 'r' }],
  ])('differs when the %s differs', (_name, difference) => {
    const content = { cards: [] };

    expect(attest({ ...change, ...difference }, content)).not.toEqual(attest(change, content));
  });

  test('differs when anything written differs', () => {
    expect(attest(change, { cards: ['a'] })).not.toEqual(attest(change, { cards: ['b'] }));
  });
});
