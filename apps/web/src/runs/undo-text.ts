import type { Run, RunUndo } from '../api/types.ts';

const undoableStates: readonly Run['state'][] = ['applied', 'failed', 'cancelled', 'abandoned'];
const cancellableStates: readonly Run['state'][] = ['open', 'closed', 'planned', 'waiting'];

/** What an undo does, in words that fit its preview and its report. */
const effects: readonly [keyof RunUndo['counts'], string][] = [
  ['retired', 'Cards that the run created: they retire'],
  ['restored', 'Cards that the run retired: they come back'],
  ['updated', 'Cards that the run changed: they get back what they had'],
  ['related', 'Relations that the run ended: they come back'],
  ['unrelated', 'Relations that the run made: they end'],
  ['handedBack', 'Relations that the run left to other sources: they are given back'],
  ['left', 'Left as they are, since somebody needs them so'],
];

/** What an undo does or did, without what it does to none. */
export function effectsOf(counts: RunUndo['counts']): (readonly [text: string, count: number])[] {
  return effects.filter(([name]) => counts[name] > 0).map(([name, text]) => [text, counts[name]]);
}

/** Whether a run can be taken back: it is at its end, and was not taken back yet. */
export function canUndo({ state, dry, undone }: Pick<Run, 'state' | 'dry' | 'undone'>): boolean {
  return undoableStates.includes(state) && !dry && undone !== 'done';
}

export function canCancel({ state }: Pick<Run, 'state'>): boolean {
  return cancellableStates.includes(state);
}

/** What ending a run now means. */
export function describeCancel({ state, dry, held }: Pick<Run, 'state' | 'dry' | 'held'>): string {
  if (dry) return 'This run was only tried: nothing of it was written.';
  if (state === 'waiting') {
    const what = held === 0 ? 'What was approved' : 'What waits';
    return `What is written stays, and can be undone afterwards. ${what} is not written.`;
  }
  return 'Nothing more of it is taken in or written. What is written already stays, and can be undone afterwards.';
}
