import type { Run } from '../api/types.ts';
import { formatCounts, toneOf } from '../runs/run-text.ts';
import { formatInstant } from '../values/instants.ts';
import { formatCount } from '../values/value-text.ts';

/** Told apart by shape as well as by colour. */
export type MarkShape = 'full' | 'half' | 'cross' | 'ring';

/** One run in the strip of a source. */
export interface RunMark {
  id: string;
  tone: ReturnType<typeof toneOf>;
  shape: MarkShape;
  /** What it came to, for hover, focus and screen readers. */
  text: string;
}

const shapes = { good: 'full', warn: 'half', bad: 'cross', plain: 'ring' } as const;

export const markLegend: readonly { tone: RunMark['tone']; shape: MarkShape; text: string }[] = [
  { tone: 'good', shape: 'full', text: 'went well' },
  { tone: 'warn', shape: 'half', text: 'waits' },
  { tone: 'bad', shape: 'cross', text: 'failed or ended early' },
  { tone: 'plain', shape: 'ring', text: 'under way' },
];

/** Runs as marks, the oldest first as time goes; those that were only tried apart. */
export function toRunMarks(runs: readonly Run[]): { live: RunMark[]; dry: RunMark[] } {
  const oldestFirst = runs.toSorted((left, right) => left.startedAt.localeCompare(right.startedAt));
  return {
    live: oldestFirst.filter((run) => !run.dry).map(toMark),
    dry: oldestFirst.filter((run) => run.dry).map(toMark),
  };
}

function toMark(run: Run): RunMark {
  // What was only tried is at its end when it is planned, and waits for nobody.
  const tone = run.dry && run.state === 'planned' ? 'good' : toneOf(run);
  return { id: run.id, tone, shape: shapes[tone], text: describeRun(run) };
}

function describeRun(run: Run): string {
  const parts = [
    `${formatInstant(run.startedAt)}, ${run.dry ? 'tried, ' : ''}${run.mode}, ${run.state}`,
    ...(run.undone === null ? [] : [run.undone === 'done' ? 'undone' : 'undo begun']),
    formatCounts(run),
    ...(run.held > 0 && !run.dry ? [`${formatCount(run.held)} wait`] : []),
  ];
  return parts.join(' · ');
}
