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
}

/** The sources of one attribute by rank, the strongest first. Sources not named are equal and below all named. */
export type Precedence = readonly string[];

/** What a class without rules of its own goes by: what a person set stands above every inventory. */
export const DEFAULT_PRECEDENCE: Precedence = ['person'];

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
  const [winner, ...losing] = alive.toSorted((a, b) => compareCandidates(a, b, precedence));
  return { winner, losing };
}

/**
 * Replaces what one source says, leaving the others. A source that repeats itself keeps its earlier candidate, so that
 * two inventories which disagree do not overturn each other every night.
 */
export function withCandidate(candidates: readonly Candidate[], candidate: Candidate): readonly Candidate[] {
  const earlier = candidates.find((each) => each.source === candidate.source);
  if (earlier !== undefined && equalValues(earlier.value, candidate.value)) return candidates;
  return [...candidates.filter((each) => each.source !== candidate.source), candidate];
}

function compareCandidates(a: Candidate, b: Candidate, precedence: Precedence): number {
  return (
    rank(a.source, precedence) - rank(b.source, precedence) ||
    compareText(b.at, a.at) ||
    compareText(a.source, b.source) ||
    compareText(JSON.stringify(a.value), JSON.stringify(b.value))
  );
}

function rank(source: string, precedence: Precedence): number {
  const index = precedence.indexOf(source);
  return index === -1 ? precedence.length : index;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
