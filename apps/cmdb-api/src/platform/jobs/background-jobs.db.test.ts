import { setTimeout } from 'node:timers/promises';
import { createCmdbDatabase } from '@popis/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../database/database.ts';
import { type BackgroundJob, BackgroundJobs } from './background-jobs.ts';

let database: Database;
let drop: () => Promise<void>;
let jobs: BackgroundJobs;

beforeAll(async () => {
  const created = await createCmdbDatabase();
  drop = () => created.drop();
  database = await openDatabase(created.url, []);
});
afterAll(async () => {
  await database.close();
  await drop();
});
beforeEach(() => {
  jobs = new BackgroundJobs(database);
});

/** A job of so many steps, which says what it does. */
function jobOf(key: string, steps: number, done: string[]): BackgroundJob {
  let left = steps;
  return {
    key,
    step: async () => {
      await setTimeout(20);
      done.push(key);
      left -= 1;
      return left > 0;
    },
    fail: async (fault) => {
      done.push(`${key}: ${fault}`);
    },
  };
}

test('two jobs run at a time, and others when their turn comes', async () => {
  const done: string[] = [];

  for (const key of ['a', 'b', 'c']) jobs.begin(jobOf(key, 3, done));

  await expect.poll(() => done.length).toBe(9);
  expect(done.indexOf('c')).toBeGreaterThanOrEqual(5);
});

test('a job that begins just when another ends is not one too many beside the one that waited', async () => {
  const done: string[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const counted = (key: string): BackgroundJob => {
    const job = jobOf(key, 1, done);
    const step = async () => {
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      return job.step().finally(() => {
        atOnce -= 1;
      });
    };
    return { ...job, step };
  };
  const late = Array.from({ length: 20 }, (_none, index) => `late ${index}`);
  const ending = {
    ...counted('ending'),
    step: () => Promise.reject(new Error('broken')),
    // One begins in each of the moments between the end of this job and the turn of the one that waits.
    fail: async () => {
      const beginNext = (index: number) => {
        const key = late[index];
        if (key === undefined) return;
        jobs.begin(counted(key));
        queueMicrotask(() => beginNext(index + 1));
      };
      queueMicrotask(() => beginNext(0));
    },
  };

  for (const job of [ending, counted('long'), counted('waiting')]) jobs.begin(job);

  await expect.poll(() => done.length).toBe(late.length + 2);
  expect(mostAtOnce).toBe(2);
});

test('a job that is begun twice, here or in another process, is done once', async () => {
  const done: string[] = [];
  const other = new BackgroundJobs(database);

  jobs.begin(jobOf('a', 3, done));
  jobs.begin(jobOf('a', 3, done));
  await expect.poll(() => done.length).toBeGreaterThan(0);
  other.begin(jobOf('a', 3, done));

  await expect.poll(() => done.length).toBe(3);
  await other.onApplicationShutdown();
  await jobs.onApplicationShutdown();
  expect(done).toHaveLength(3);
});

test('a stop comes between two steps, and is no failure; what waits is not begun', async () => {
  const done: string[] = [];
  for (const key of ['a', 'b', 'c']) jobs.begin(jobOf(key, 1_000, done));
  await expect.poll(() => done.length).toBeGreaterThan(0);

  await jobs.onApplicationShutdown();

  const ended = [...done];
  await setTimeout(60);
  expect(done).toEqual(ended);
  expect(new Set(done)).toEqual(new Set(['a', 'b']));
});

test('a step that throws fails its job and no other', async () => {
  const done: string[] = [];
  jobs.begin({ ...jobOf('a', 1, done), step: () => Promise.reject(new Error('broken')) });
  jobs.begin(jobOf('b', 2, done));

  await expect.poll(() => done.length).toBe(3);

  expect(done.filter((said) => said === 'b')).toHaveLength(2);
  expect(done).toContain('a: Something went wrong here; the log holds the cause');
});
