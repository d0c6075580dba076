import { expect, test } from 'vitest';
import { openKeyMemory } from './key-memory.ts';

test('a counter never goes back', () => {
  const keys = openKeyMemory();
  keys.accept('a', 7);
  keys.accept('a', 3);

  expect(keys.counterOf('a')).toBe(7);
  expect(keys.counterOf('b')).toBeUndefined();
});

test('a key that is not there is looked for again after a while, and at once when it has been taken in', () => {
  const clock = { ms: 0 };
  const keys = openKeyMemory(() => clock.ms);
  keys.isNot('a');
  keys.isNot('b');

  expect([keys.isUnknown('a'), keys.isUnknown('c')]).toEqual([true, false]);
  keys.accept('a', 0);
  expect(keys.isUnknown('a')).toBe(false);
  clock.ms = 10_001;
  expect(keys.isUnknown('b')).toBe(false);
});

test('however many keys are made up, no more than 10,000 are remembered', () => {
  const keys = openKeyMemory(() => 0);

  for (let number = 0; number <= 10_000; number += 1) keys.isNot(String(number));

  expect([keys.isUnknown('0'), keys.isUnknown('1'), keys.isUnknown('10000')]).toEqual([false, true, true]);
});
