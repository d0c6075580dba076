import { mayBeSameHardware, type UsableEvidence } from './evidence.ts';

/** How a run ended, as far as it bears on whether absence means anything. */
export interface RunOutcome {
  readonly mode: 'full' | 'delta';
  /** The source said that it came to its end. */
  readonly complete: boolean;
  readonly read: number;
  /** Read errors of the source, and records that could not be taken in. */
  readonly errors: number;
  /** Records stored and identified. */
  readonly identified: number;
}

/** Why nothing may be retired for having vanished; `undefined` when absence means that it is gone. */
export function retirementBar(run: RunOutcome): string | undefined {
  if (run.mode === 'delta') return 'Nothing retired as vanished: a delta run names only what changed';
  if (!run.complete) return 'Nothing retired as vanished: the run is not complete';
  if (run.errors > 0) return `Nothing retired as vanished: ${run.errors} read errors`;
  if (run.read === 0 || run.identified === 0) {
    return 'Nothing retired as vanished: nothing usable was read';
  }
  return undefined;
}

/** A master that this source created and did not mention in the run. */
export interface VanishedCandidate {
  readonly cardId: string;
  readonly class: string;
  readonly evidence: UsableEvidence | null;
}

/**
 * Splits the unmentioned masters into those that are gone and those that one of the records without a usable key may
 * mean: a machine whose key was blanked must not be retired for it.
 */
export function splitVanished<T extends VanishedCandidate>(
  candidates: readonly T[],
  keyless: readonly { readonly class: string; readonly evidence: UsableEvidence }[],
): { gone: readonly T[]; doubtful: readonly T[] } {
  const gone: T[] = [];
  const doubtful: T[] = [];
  for (const candidate of candidates) {
    const own = candidate.evidence ?? NO_EVIDENCE;
    const doubted = keyless.some(
      (record) => record.class === candidate.class && mayBeSameHardware(own, record.evidence),
    );
    if (doubted) doubtful.push(candidate);
    else gone.push(candidate);
  }
  return { gone, doubtful };
}

const NO_EVIDENCE: UsableEvidence = { serial: null, uuid: null, macs: [] };
