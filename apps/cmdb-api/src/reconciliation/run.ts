import type { Hold, RunMapping, SourcePolicy } from '@popis/reconciliation';

export type RunMode = 'full' | 'delta';
export type RunState =
  | 'open'
  | 'closed'
  | 'planned'
  | 'waiting'
  | 'applied'
  | 'failed'
  | 'abandoned'
  | 'cancelled';

/** How many cards, relations and records a run concerns, by what is done with them. */
export interface RunCounts {
  create: number;
  update: number;
  retire: number;
  relate: number;
  unrelate: number;
  handover: number;
  keep: number;
  unchanged: number;
  quarantine: number;
  failed: number;
}

export const noCounts: RunCounts = {
  create: 0,
  update: 0,
  retire: 0,
  relate: 0,
  unrelate: 0,
  handover: 0,
  keep: 0,
  unchanged: 0,
  quarantine: 0,
  failed: 0,
};

/** One execution against a source. */
export interface Run {
  id: string;
  source: string;
  mode: RunMode;
  state: RunState;
  mapping: RunMapping;
  startedBy: string;
  startedAt: Date;
  finishedAt: Date | null;
  lastSeq: number;
  /** Lines that could not be tied to a class and key. */
  rejected: number;
  read: number | null;
  errors: number | null;
  complete: boolean | null;
  counts: RunCounts;
  notes: string[];
  /** The policy that the plan was made by; null until planned. */
  policy: SourcePolicy | null;
  /** Why parts of the plan are held back. */
  holds: Hold[];
  /** Steps that wait for a person. */
  held: number;
  /** Planned only, never to be applied. */
  dry: boolean;
  /** The time of the schedule that it is for; null when somebody started it. */
  slot: Date | null;
  /** Whether it was taken back; `begun` = an undo of it was interrupted, or is at work. */
  undone: 'begun' | 'done' | null;
}

/** States in which a run still occupies its source. */
export const unfinished: readonly RunState[] = ['open', 'closed', 'planned'];

/** Whether a run has looked at all that its source has. */
export function isWhole(run: Pick<Run, 'mode' | 'complete'>): boolean {
  return run.mode === 'full' && run.complete === true;
}
