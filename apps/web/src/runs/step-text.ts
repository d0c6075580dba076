import type { RunAction, RunChange } from '../api/types.ts';
import type { Tone } from './run-text.ts';

/** How a step that was not simply written is marked. */
export const stateTags: Partial<Record<RunChange['state'], { label: string; tone: Tone }>> = {
  held: { label: 'waits', tone: 'warn' },
  approved: { label: 'approved', tone: 'good' },
  refused: { label: 'refused', tone: 'bad' },
  superseded: { label: 'planned anew', tone: 'plain' },
  cancelled: { label: 'cancelled', tone: 'plain' },
  failed: { label: 'failed', tone: 'bad' },
};

export function toneOfAction(action: RunAction | 'clear'): Tone {
  if (action === 'retire' || action === 'unrelate' || action === 'clear') return 'bad';
  return action === 'quarantine' ? 'warn' : 'plain';
}

export const heldBeside = 'Waits with the step that it is written together with';

/** Why a step waits, or waited: for itself, or since it is written together with one that does. */
export function describeHolding({ state, heldFor }: RunChange): string | undefined {
  if (heldFor !== null) return heldFor;
  return state === 'held' ? heldBeside : undefined;
}

/** Which steps of a run are listed, as a heading. */
export function describeSteps(search: {
  action?: RunAction;
  state?: 'held';
  class?: string;
  heldAs?: string;
  card?: string;
}): string {
  if (search.card !== undefined) return 'Changes: one card and its parts';
  if (search.action !== undefined) return `Changes: ${search.action}`;
  if (search.state === undefined) return 'Changes';
  if (search.heldAs === undefined) return 'Changes: what waits';
  return `Changes: what waits to ${search.heldAs} ${search.class ?? ''}`.trimEnd();
}
