import type { Run } from '../api/types.ts';
import { toneOf } from './run-text.ts';

/** How far a run has come, whether it was only tried, and whether it was taken back. */
export function RunState({ run }: { run: Run }) {
  return (
    <>
      {run.dry ? <span className="tag">dry run</span> : null}{' '}
      <span className="tag" data-tone={toneOf(run)}>
        {run.state}
      </span>{' '}
      {run.undone === null ? null : (
        <span className="tag" data-tone="bad">
          {run.undone === 'done' ? 'undone' : 'undo begun'}
        </span>
      )}
    </>
  );
}
