import { describe, expect, test } from 'vitest';
import { limitRate, parseRate } from './rate.ts';

function withClock(rate = { perMinute: 60, burst: 3 }, remembered = 10) {
  const clock = { ms: 0 };
  return { clock, limiter: limitRate(rate, remembered, () => clock.ms) };
}

describe('a limited rate', () => {
  test('lets so many pass at once, and then tells how long to wait', () => {
    const { limiter } = withClock({ perMinute: 6, burst: 3 });

    expect([1, 2, 3, 4].map(() => limiter.take('a'))).toEqual([0, 0, 0, 10]);
  });

  test('gives back so many a minute, and never more than at once', () => {
    const { limiter, clock } = withClock();
    for (const _ of [1, 2, 3]) limiter.take('a');

    clock.ms = 2000;
    expect([1, 2, 3].map(() => limiter.take('a'))).toEqual([0, 0, 1]);
    clock.ms = 3_600_000;
    expect([1, 2, 3, 4].map(() => limiter.take('a'))).toEqual([0, 0, 0, 1]);
  });

  test('counts each by itself, and asking takes nothing', () => {
    const { limiter } = withClock({ perMinute: 60, burst: 1 });
    limiter.take('a');

    expect([limiter.wait('b'), limiter.wait('b'), limiter.take('b'), limiter.wait('b')]).toEqual([
      0, 0, 0, 1,
    ]);
  });

  test('a refusal costs nothing: who waits as told is let in', () => {
    const { limiter, clock } = withClock({ perMinute: 60, burst: 1 });
    for (let count = 0; count < 50; count += 1) limiter.take('a');

    clock.ms = 1000;

    expect(limiter.take('a')).toBe(0);
  });

  test('remembers no more than it may, and forgets who was silent for longest', () => {
    const { limiter } = withClock({ perMinute: 60, burst: 1 }, 2);
    for (const who of ['a', 'b', 'a', 'c']) limiter.take(who);

    expect([limiter.wait('a'), limiter.wait('b'), limiter.wait('c')]).toEqual([1, 0, 1]);
  });

  test('2,000 agents behind one address pass with the default', () => {
    const { limiter } = withClock({ perMinute: 3000, burst: 10_000 });

    const waits = Array.from({ length: 4000 }, () => limiter.take('198.51.100.1'));

    expect(waits.filter((seconds) => seconds > 0)).toEqual([]);
  });

  test('off is no limit', () => {
    const limiter = limitRate(parseRate('off'));

    expect(Array.from({ length: 1000 }, () => limiter.take('a')).every((seconds) => seconds === 0)).toBe(
      true,
    );
  });
});

test.each(['', '10', '10/', '0/1', '1/0', '-1/5', '1.5/2', '10/20/30', 'none'])('"%s" is no rate', (text) => {
  expect(() => parseRate(text)).toThrow(RangeError);
});
