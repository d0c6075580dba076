import { describe, expect, test } from 'vitest';
import { toUsableEvidence } from './evidence.ts';
import { type RunOutcome, retirementBar, splitVanished } from './vanished.ts';

const complete: RunOutcome = { mode: 'full', complete: true, read: 2, errors: 0, identified: 2 };

describe('whether absence means gone', () => {
  test('it does after a full run that came to its end without an error', () => {
    expect(retirementBar(complete)).toBeUndefined();
  });

  test.each<[string, Partial<RunOutcome>]>([
    ['a delta run', { mode: 'delta' }],
    ['an incomplete run', { complete: false }],
    ['a read error', { errors: 1 }],
    ['nothing read', { read: 0, identified: 0 }],
    ['no record with a key', { identified: 0 }],
  ])('it does not with %s', (_name, outcome) => {
    expect(retirementBar({ ...complete, ...outcome })).toMatch(/^Nothing retired as vanished: /);
  });
});

describe('a master that was not mentioned', () => {
  const candidate = { cardId: 'a', class: 'Computer', evidence: toUsableEvidence({ serial: 'S-1' }) };

  test('is gone', () => {
    expect(splitVanished([candidate], [])).toEqual({ gone: [candidate], doubtful: [] });
  });

  test('is doubtful while its hardware reports without a key', () => {
    const keyless = [{ class: 'Computer', evidence: toUsableEvidence({ serial: 'S-1' }) }];

    expect(splitVanished([candidate], keyless).doubtful).toEqual([candidate]);
  });

  test('is doubtful while something reports without a key and without evidence', () => {
    const keyless = [{ class: 'Computer', evidence: toUsableEvidence(null) }];

    expect(splitVanished([candidate], keyless).doubtful).toEqual([candidate]);
  });

  test('is gone when what reports without a key is other hardware', () => {
    const keyless = [{ class: 'Computer', evidence: toUsableEvidence({ serial: 'S-2' }) }];

    expect(splitVanished([candidate], keyless).gone).toEqual([candidate]);
  });
});
