import { expect, test } from 'vitest';
import { openReadiness } from './readiness.ts';

const holds = { name: 'database', findFault: async () => undefined };

test('a process is ready when all that it needs holds', async () => {
  expect(await openReadiness([holds]).ask()).toEqual({
    status: 'ready',
    checks: [
      { name: 'serving', ok: true },
      { name: 'database', ok: true },
    ],
  });
});

test('every fault is told, and none of what an error says', async () => {
  const readiness = openReadiness(
    [
      { name: 'database', findFault: () => Promise.reject(new Error('password of db.internal')) },
      { name: 'schema', findFault: async () => 'migration 7 is missing' },
      { name: 'store', findFault: () => new Promise(() => undefined) },
    ],
    { limitMs: 20 },
  );

  expect(await readiness.ask()).toEqual({
    status: 'not ready',
    checks: [
      { name: 'serving', ok: true },
      { name: 'database', ok: false, reason: 'does not answer' },
      { name: 'schema', ok: false, reason: 'migration 7 is missing' },
      { name: 'store', ok: false, reason: 'no answer within 0.02 s' },
    ],
  });
});

test('a process that stops is not ready at once, though all else holds', async () => {
  const readiness = openReadiness([holds]);
  await readiness.ask();

  readiness.drain();

  expect(await readiness.ask()).toMatchObject({
    status: 'not ready',
    checks: [
      { name: 'serving', ok: false, reason: 'this process is stopping' },
      { name: 'database', ok: true },
    ],
  });
});

test('who asks often makes no more work', async () => {
  let asked = 0;
  let clock = 0;
  const count = {
    name: 'database',
    findFault: async () => {
      asked += 1;
      return undefined;
    },
  };
  const readiness = openReadiness([count], { now: () => clock });

  await Promise.all([readiness.ask(), readiness.ask(), readiness.ask()]);
  clock = 999;
  await readiness.ask();
  expect(asked).toBe(1);
  clock = 1_000;
  await readiness.ask();
  expect(asked).toBe(2);
});
