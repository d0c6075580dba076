import { expect, test } from 'vitest';
import { decideProlog, type PrologInput } from './prolog-decision.ts';

const device: PrologInput = {
  isKnownDevice: true,
  globalFrequency: 7,
  ownFrequency: undefined,
  daysSinceInventory: 1,
};

test.each<[string, Partial<PrologInput>, 'SEND' | 'STOP', boolean]>([
  ['a new device sends', { isKnownDevice: false, daysSinceInventory: undefined }, 'SEND', false],
  [
    'a new device does not send where nobody does',
    { isKnownDevice: false, globalFrequency: -1 },
    'STOP',
    true,
  ],
  ['always for all', { globalFrequency: 0, ownFrequency: -1 }, 'SEND', false],
  ['never for all', { globalFrequency: -1, ownFrequency: 0 }, 'STOP', true],
  ['a fresh inventory', {}, 'STOP', false],
  ['an old inventory', { daysSinceInventory: 8 }, 'SEND', false],
  ['no inventory yet', { daysSinceInventory: undefined }, 'SEND', false],
  ['always for this device', { ownFrequency: 0 }, 'SEND', false],
  ['never for this device', { ownFrequency: -1, daysSinceInventory: 100 }, 'STOP', true],
  ['an own frequency that has passed', { ownFrequency: 1, daysSinceInventory: 2 }, 'SEND', false],
  ['an own frequency that has not', { ownFrequency: 30, daysSinceInventory: 8 }, 'STOP', false],
])('%s', (_what, changes, response, isFinal) => {
  expect(decideProlog({ ...device, ...changes })).toEqual({ response, isFinal });
});
