import { expect, test } from 'vitest';
import type { RunChange } from '../api/types.ts';
import { parseRunSearch } from './run-search.ts';
import { describeHolding, describeSteps, toneOfAction } from './step-text.ts';

const step: RunChange = {
  seq: 1,
  unit: 1,
  action: 'retire',
  class: 'Memory',
  key: 'M-1',
  cardId: null,
  reason: 'The source no longer reports this part',
  differences: [],
  relation: null,
  state: 'held',
  fault: null,
  heldFor: null,
  heldAs: null,
};

test('a step that waits for nothing of its own says what it waits with', () => {
  expect(describeHolding(step)).toBe('Waits with the step that it is written together with');
  expect(describeHolding({ ...step, heldFor: 'too many' })).toBe('too many');
  expect(describeHolding({ ...step, state: 'applied' })).toBeUndefined();
});

test('taking a value away is marked as what loses something', () => {
  expect(toneOfAction('clear')).toBe('bad');
  expect(toneOfAction('update')).toBe('plain');
});

test('the address of a run names the steps to be listed', () => {
  expect(describeSteps(parseRunSearch({}))).toBe('Changes');
  expect(describeSteps(parseRunSearch({ action: 'create' }))).toBe('Changes: create');
  expect(describeSteps(parseRunSearch({ state: 'held' }))).toBe('Changes: what waits');
  const group = parseRunSearch({ state: 'held', class: 'Computer', heldAs: 'retire' });
  expect(describeSteps(group)).toBe('Changes: what waits to retire Computer');
});

test('an address with what no run knows lists everything', () => {
  expect(parseRunSearch({ state: 'lost', heldAs: 'retire', action: 'explode' })).toEqual({});
  expect(parseRunSearch({ state: 'held', class: 'Computer', heldAs: 'explode' })).toEqual({ state: 'held' });
});
