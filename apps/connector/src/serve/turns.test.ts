import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('no more work is done at a time than there are turns, all of it in order, failed or not', async () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  let atWork = 0;
  let most = 0;

  const results = await Promise.allSettled(
    [0, 1, 2, 3, 4, 5].map((number) =>
      turns.take(async () => {
        begun.push(number);
        atWork += 1;
        most = Math.max(most, atWork);
        await sleep(1);
        atWork -= 1;
        if (number === 1) throw new Error('failed');
        return number;
      }),
    ),
  );

  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  expect(most).toBe(2);
  expect(results.map((result) => result.status === 'fulfilled')).toEqual([
    true,
    false,
    true,
    true,
    true,
    true,
  ]);
});
