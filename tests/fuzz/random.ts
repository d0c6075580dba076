/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** A whole number, both ends included. */
  int(from: number, to: number): number;
  pick<T>(values: readonly T[]): T;
  /** True so often, from 0 to 1. */
  chance(share: number): boolean;
  bytes(count: number): Buffer;
}

/** A generator of its own for each seed (xorshift32 over a scrambled seed). */
export function randomOf(seed: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    int,
    chance: (share) => next() < share,
    pick: (values) => {
      if (values.length === 0) throw new RangeError('There is nothing to pick from');
      return values[int(0, values.length - 1)] as (typeof values)[number];
    },
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => int(0, 255))),
  };
}
