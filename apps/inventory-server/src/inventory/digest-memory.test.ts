import { expect, test } from 'vitest';
import { openDigestMemory } from './digest-memory.ts';

const row = { id: 7, lastDate: '2026-11-22 07:00:00' };
const digests = { BIOS: 'x' };

test('digests hold while the row is as it was left', () => {
  const memory = openDigestMemory(10);
  memory.remember('a', row, digests);

  expect(memory.recall('a', row)).toEqual(digests);
  expect(memory.recall('a', { ...row, id: 8 })).toEqual({});
  expect(memory.recall('a', { ...row, lastDate: '2026-11-22 07:00:01' })).toEqual({});
  expect(memory.recall('b', row)).toEqual({});
});

test('what is forgotten is gone, and the oldest goes first', () => {
  const memory = openDigestMemory(2);
  for (const deviceId of ['a', 'b', 'a', 'c']) memory.remember(deviceId, row, digests);

  expect(['a', 'b', 'c'].map((deviceId) => memory.recall(deviceId, row))).toEqual([digests, {}, digests]);
  memory.forget('a');
  expect(memory.recall('a', row)).toEqual({});
});
