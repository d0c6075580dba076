import { expect, test } from 'vitest';
import { nameApart } from './name-apart.ts';
import { planUses } from './use-plan.ts';

const use = (identifier: string, hardwareId: number, isCurrent = true) => ({
  identifier,
  hardwareId,
  isCurrent,
});

test('what a device says begins, what it says again resumes, and what it says no more ends', () => {
  const uses = [use('mac:A', 1), use('mac:B', 1, false), use('serial:S', 1)];

  expect(planUses(uses, ['mac:B', 'mac:C'], 1)).toEqual({
    begun: ['mac:C'],
    resumed: ['mac:B'],
    // Nothing was said of serial numbers: it stays.
    ended: ['mac:A'],
    moved: [],
  });
});

test('what another device had before has moved, unless it is a name', () => {
  const uses = [use('mac:A', 2, false), use('name:pc', 2, false), use('serial:S', 2)];

  expect(planUses(uses, ['mac:A', 'name:pc', 'serial:S'], 1).moved).toEqual(['mac:A']);
});

test('a device that is kept apart gets a DEVICEID as agents make them, which is free', () => {
  const at = new Date('2026-03-04T05:06:07Z');

  expect(nameApart('my-pc-2026-01-02-03-04-05', [], at)).toBe('my-pc-2026-03-04-05-06-07');
  expect(nameApart('my-pc-2026-01-02-03-04-05', ['my-pc-2026-03-04-05-06-07'], at)).toBe(
    'my-pc-2026-03-04-05-06-08',
  );
});
