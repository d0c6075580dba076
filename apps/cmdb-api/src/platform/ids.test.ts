import { expect, test } from 'vitest';
import { newId } from './ids.ts';

test('ids are UUIDs of version 7, all different, in the order of making', () => {
  const ids = Array.from({ length: 10_000 }, newId);

  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(10_000);
  expect([...ids].sort()).toEqual(ids);
});
