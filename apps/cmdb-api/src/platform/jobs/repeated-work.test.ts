import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RepeatedWork } from './repeated-work.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function nothingFails(error: unknown): void {
  throw error;
}

describe('repeated work', () => {
  test('is done after each pause, the first time at once if it is to be', async () => {
    const [later, atOnce] = [vi.fn(async () => {}), vi.fn(async () => {})];
    new RepeatedWork(later, { everyMs: 1_000, failed: nothingFails }).start();
    new RepeatedWork(atOnce, { everyMs: 1_000, atStart: true, failed: nothingFails }).start();

    expect([later.mock.calls.length, atOnce.mock.calls.length]).toEqual([0, 1]);
    await vi.advanceTimersByTimeAsync(2_500);
    expect([later.mock.calls.length, atOnce.mock.calls.length]).toEqual([2, 3]);
  });

  test('goes on after a round that failed, and tells of it', async () => {
    const failed = vi.fn();
    const work = vi.fn(async () => {
      if (work.mock.calls.length === 1) throw new Error('The database is away');
    });
    new RepeatedWork(work, { everyMs: 1_000, failed }).start();

    await vi.advanceTimersByTimeAsync(2_000);

    expect(failed.mock.calls).toEqual([[new Error('The database is away')]]);
    expect(work).toHaveBeenCalledTimes(2);
  });

  test('never runs twice at once, however long a round takes, and ends with the round under way', async () => {
    const rounds: PromiseWithResolvers<void>[] = [];
    const work = () => {
      const round = Promise.withResolvers<void>();
      rounds.push(round);
      return round.promise;
    };
    const repeated = new RepeatedWork(work, { everyMs: 1_000, failed: nothingFails });
    repeated.start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(rounds).toHaveLength(1);

    let stopped = false;
    const stopping = repeated.stop().then(() => {
      stopped = true;
    });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(stopped).toBe(false);
    rounds[0]?.resolve();
    await stopping;
    await vi.advanceTimersByTimeAsync(10_000);

    expect(rounds).toHaveLength(1);
  });
});
