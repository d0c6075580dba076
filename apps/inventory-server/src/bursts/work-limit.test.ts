import { UnavailableError } from '@popis/errors';
import { expect, test } from 'vitest';
import { limitWork } from './work-limit.ts';

test('no more than allowed run at once, in order, and failures give their place back', async () => {
  const limit = limitWork(2, 10);
  const order: number[] = [];
  let running = 0;
  let most = 0;
  const work = (number: number) => async () => {
    running += 1;
    most = Math.max(most, running);
    order.push(number);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    if (number % 2 === 0) throw new Error('even');
    return number;
  };

  const results = await Promise.allSettled([1, 2, 3, 4, 5, 6].map((number) => limit.run(work(number))));

  expect(most).toBe(2);
  expect(order).toEqual([1, 2, 3, 4, 5, 6]);
  expect(results.map((result) => result.status === 'fulfilled')).toEqual([
    true,
    false,
    true,
    false,
    true,
    false,
  ]);
  expect(await limit.run(async () => 'again')).toBe('again');
});

test('who comes when too many wait is sent away', async () => {
  const limit = limitWork(1, 1);
  let finish: (value: unknown) => void = () => undefined;
  const first = limit.run(() => new Promise((resolve) => (finish = resolve)));
  const second = limit.run(async () => 2);

  await expect(limit.run(async () => 3)).rejects.toThrow(UnavailableError);

  finish(1);
  expect(await first).toBe(1);
  expect(await second).toBe(2);
});

test('heavy work waits until there is room for it, in order, and runs alone when there never is', async () => {
  const limit = limitWork(10, 10, 100);
  const order: string[] = [];
  const finish = new Map<string, () => void>();
  const work = (name: string) => () => {
    order.push(name);
    return new Promise<void>((resolve) => finish.set(name, resolve));
  };
  const end = async (name: string) => {
    finish.get(name)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };

  const all = [
    limit.run(work('60'), 60),
    limit.run(work('50'), 50),
    limit.run(work('10'), 10),
    limit.run(work('300'), 300),
  ];
  const atFirst = [...order];
  await end('60');
  const then = [...order];
  await end('50');
  await end('10');
  await end('300');
  await Promise.all(all);

  expect(atFirst).toEqual(['60']);
  expect(then).toEqual(['60', '50', '10']);
  expect(order).toEqual(['60', '50', '10', '300']);
});
