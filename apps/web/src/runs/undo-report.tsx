import { useQuery } from '@tanstack/react-query';
import { undoQuery } from '../api/queries.ts';
import type { Run } from '../api/types.ts';
import { Loading, ProblemView } from '../shell/states.tsx';
import { Timestamp } from '../values/timestamp.tsx';
import { UndoEffects } from './undo-effects.tsx';

/** What the undo of a run has done: who, when, why, and what it left. */
export function UndoReport({ run }: { run: Run }) {
  const undo = useQuery(undoQuery(run.id));
  if (undo.isError) return <ProblemView error={undo.error} retry={() => void undo.refetch()} />;
  if (undo.data === undefined) return <Loading what="the undo" />;
  const { startedBy, startedAt, reason } = undo.data;
  return (
    <section className="notice waiting" aria-labelledby="undone">
      <h2 id="undone">
        {run.undone === 'done' ? 'This run was undone' : 'The undo of this run is not at its end'}
      </h2>
      <p>
        By {startedBy} on {startedAt === null ? null : <Timestamp at={startedAt} />}: {reason}
      </p>
      {run.undone === 'done' ? null : (
        <p>If nobody is at it any more, it was interrupted: an administrator can go on with it.</p>
      )}
      <UndoEffects undo={undo.data} />
    </section>
  );
}
