import { expect, test } from 'vitest';
import { listKeysOfOther } from './part-keys.ts';

const key = (id: number, successor: number | null = null) => ({
  id,
  keyId: `k${id}`,
  successor: successor === null ? null : `k${successor}`,
});

test('keys that the kept device had, and what took their place since, stay with it', () => {
  const keys = [key(1, 5), key(2), key(3, 6), key(5, 7), key(6), key(7)];

  expect(listKeysOfOther(keys, new Set([1, 2]))).toEqual([3, 6]);
});

test('keys that name each other as successors come to an end', () => {
  expect(listKeysOfOther([key(1, 2), key(2, 1), key(3)], new Set([1]))).toEqual([3]);
});
