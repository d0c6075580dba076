import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Arrival, decideMove, type Mentions, type PartOwner, type StandingPart } from './decide-move.ts';

const place = { domain: 'ComputerMemory', direction: 'directed' } as const;
const arrival: Arrival = { class: 'Memory', ...place, serial: '2A73F0C1', masterId: 'pc-2' };
const onlyHere: Mentions = { arrivals: 1, masters: new Set(), quarantined: false };

function ownedBy(masterId: string, more: Partial<PartOwner> = {}): PartOwner {
  return { masterId, relationId: `of-${masterId}`, ...place, relatedBySource: true, ...more };
}

function standing(owners: readonly PartOwner[], more: Partial<StandingPart> = {}): StandingPart {
  return { cardId: 'module', createdBySource: true, shared: false, owners, ...more };
}

describe('a part that a machine newly has', () => {
  test('is the card that another machine has, which does not report it any more', () => {
    const owner = ownedBy('pc-1');

    expect(decideMove(arrival, [standing([owner])], onlyHere)).toEqual({
      kind: 'move',
      cardId: 'module',
      owner,
    });
  });

  test('is the card that lies about', () => {
    expect(decideMove(arrival, [standing([])], onlyHere)).toMatchObject({ kind: 'move', owner: null });
  });

  test('is new where no card has its serial number', () => {
    expect(decideMove(arrival, [], onlyHere)).toBeUndefined();
  });

  test.each<[string, Mentions]>([
    ['another machine newly has it too', { ...onlyHere, arrivals: 2 }],
    ['the machine that has it reports it still', { ...onlyHere, masters: new Set(['pc-1']) }],
    ['a record in quarantine has it', { ...onlyHere, quarantined: true }],
  ])('is not guessed at when %s', (_why, mentions) => {
    expect(decideMove(arrival, [standing([ownedBy('pc-1')])], mentions)).toEqual({
      kind: 'doubt',
      reason: 'more than one machine of this run has it',
    });
  });

  test('is not guessed at when several cards have its serial number', () => {
    const twin = standing([ownedBy('pc-3')], { cardId: 'twin' });

    expect(decideMove(arrival, [standing([ownedBy('pc-1')]), twin], onlyHere)).toEqual({
      kind: 'doubt',
      reason: '2 cards have it',
    });
  });

  test.each<[string, StandingPart]>([
    ['is shared', standing([ownedBy('pc-1')], { shared: true })],
    ['is part of several', standing([ownedBy('pc-1'), ownedBy('pc-3')])],
    ['is tied by another domain', standing([ownedBy('pc-1', { domain: 'ComputerMonitors' })])],
    ['is of the machine already', standing([ownedBy('pc-2')])],
    [
      'neither came from this source nor was related by it',
      standing([ownedBy('pc-1', { relatedBySource: false })], { createdBySource: false }),
    ],
    ['came from somebody else and lies about', standing([], { createdBySource: false })],
  ])('is another one than a card that %s', (_why, part) => {
    expect(decideMove(arrival, [part], onlyHere)).toBeUndefined();
  });

  const owner = fc.record({
    masterId: fc.constantFrom('pc-1', 'pc-2', 'pc-3'),
    relationId: fc.constantFrom('r-1', 'r-2', 'r-3'),
    domain: fc.constantFrom('ComputerMemory', 'ComputerMonitors'),
    direction: fc.constant('directed' as const),
    relatedBySource: fc.boolean(),
  });
  const part = fc.record({
    cardId: fc.constantFrom('one', 'two', 'three'),
    createdBySource: fc.boolean(),
    shared: fc.boolean(),
    owners: fc.array(owner, { maxLength: 2 }),
  });
  const parts = fc.uniqueArray(part, { maxLength: 3, selector: (each) => each.cardId });
  const mentions = fc.record({
    arrivals: fc.integer({ min: 1, max: 2 }),
    masters: fc.subarray(['pc-1', 'pc-3']).map((ids) => new Set(ids)),
    quarantined: fc.boolean(),
  });

  test('is the same one in whatever order the cards are looked at', () => {
    const shuffled = parts.chain((some) =>
      fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
    );
    fc.assert(
      fc.property(shuffled, mentions, ([some, other], said) => {
        expect(decideMove(arrival, other, said)).toEqual(decideMove(arrival, some, said));
      }),
    );
  });

  test('never takes a card that its machine reports still, nor one of several', () => {
    fc.assert(
      fc.property(parts, mentions, (some, said) => {
        const decided = decideMove(arrival, some, said);
        if (decided?.kind !== 'move') return;
        expect(some).toHaveLength(1);
        expect([said.arrivals, said.quarantined]).toEqual([1, false]);
        expect(said.masters.has(decided.owner?.masterId ?? '')).toBe(false);
      }),
    );
  });
});
