import { type AttributeValue, equalValues } from '@popis/model';

/** One source's say on one attribute. `at` is when that source first gave this value, not when it repeated it. */
export interface Candidate {
  readonly source: string;
  readonly value: AttributeValue;
  readonly runId: string | null;
  /** UTC instant, ISO 8601. */
  readonly at: string;
  /** UTC instant after which the candidate no longer counts: a person's decision with an end. */
  readonly expiresAt?: string;
  /** Why a person has said so. */
  readonly reason?: string;
}

/** The rank of what a source says on one attribute at an instant: the higher one holds. */
export type Precedence = (candidate: Candidate, now: string) => number;

/** Sources by rank, the strongest first. Sources not named are equal and below all named. */
export function precedenceOfOrder(order: readonly string[]): Precedence {
  return ({ source }) => (order.includes(source) ? order.length - order.indexOf(source) : 0);
}

/** What a class without rules of its own goes by: what a person set stands above every inventory. */
export const DEFAULT_PRECEDENCE: Precedence = precedenceOfOrder(['person']);

/** The candidate that holds, and those that lost to it, in a stable order. */
export interface Effective {
  readonly winner: Candidate | undefined;
  readonly losing: readonly Candidate[];
}

/**
 * Chooses the value that holds among what all sources say: the higher rank, then the later, then by name and value so
 * that the outcome never depends on the order in which candidates came. Give one candidate a source.
 */
export function effectiveValue(
  candidates: readonly Candidate[],
  precedence: Precedence,
  now: string,
): Effective {
  const alive = candidates.filter((each) => each.expiresAt === undefined || each.expiresAt > now);
  const [winner, ...losing] = alive.toSorted((a, b) => compareCandidates(a, b, precedence, now));
  return { winner, losing };
}

/**
 * Replaces what one source says, leaving the others. A source that repeats itself keeps its earlier candidate, so that
 * two inventories which disagree do not overturn each other every night; what has come to its end is said anew.
 */
export function withCandidate(candidates: readonly Candidate[], candidate: Candidate): readonly Candidate[] {
  const earlier = candidates.find((each) => each.source === candidate.source);
  const stands =
    earlier !== undefined && (earlier.expiresAt === undefined || earlier.expiresAt > candidate.at);
  if (stands && equalValues(earlier.value, candidate.value)) return candidates;
  return [...candidates.filter((each) => each.source !== candidate.source), candidate];
}

function compareCandidates(a: Candidate, b: Candidate, precedence: Precedence, now: string): number {
  const [rankOfA, rankOfB] = [precedence(a, now), precedence(b, now)];
  if (rankOfA !== rankOfB) return rankOfA > rankOfB ? -1 : 1;
  return (
    compareText(b.at, a.at) ||
    compareText(a.source, b.source) ||
    compareText(JSON.stringify(a.value), JSON.stringify(b.value))
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
