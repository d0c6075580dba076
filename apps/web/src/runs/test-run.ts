import type { Run, RunCounts } from '../api/types.ts';

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

/** A run that went well and changed nothing, with what a test wants otherwise. */
export function testRun(more: Partial<Run> = {}): Run {
  return {
    id: '01900000-0000-7000-8000-000000000001',
    source: 'ocs',
    mode: 'full',
    state: 'applied',
    startedAt: '2026-11-21T01:00:00Z',
    finishedAt: null,
    startedBy: 'connector',
    lastSeq: 0,
    read: 0,
    errors: 0,
    complete: true,
    counts: noCounts,
    notes: [],
    dry: false,
    undone: null,
    slot: null,
    held: 0,
    holds: [],
    policy: null,
    ...more,
  };
}
