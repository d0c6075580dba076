import { Modal } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { refreshRun, undoPreviewQuery } from '../api/queries.ts';
import { undoRun } from '../api/runs.ts';
import type { Run, RunUndo } from '../api/types.ts';
import { ActForm } from '../shell/act-form.tsx';
import { Loading, ProblemView } from '../shell/states.tsx';
import { useReturnFocus } from '../shell/use-return-focus.ts';
import { UndoEffects } from './undo-effects.tsx';

/** Shows what taking a run back would do, and does it when that is wanted. */
export function UndoDialog({ run, onClose, onDone }: { run: Run; onClose: () => void; onDone: () => void }) {
  useReturnFocus();
  const preview = useQuery(undoPreviewQuery(run.id));
  return (
    <Modal opened onClose={onClose} size="lg" title={`Undo this run of ${run.source}?`}>
      <div className="stack">
        {preview.isPending ? <Loading what="what the undo would do" /> : null}
        {preview.isError ? <ProblemView error={preview.error} retry={() => void preview.refetch()} /> : null}
        {preview.data === undefined ? null : (
          <UndoForm run={run} preview={preview.data} onClose={onClose} onDone={onDone} />
        )}
      </div>
    </Modal>
  );
}

function UndoForm({
  run,
  preview,
  onClose,
  onDone,
}: {
  run: Run;
  preview: RunUndo;
  onClose: () => void;
  onDone: () => void;
}) {
  const queryClient = useQueryClient();
  const undo = useMutation({
    mutationFn: (reason: string) => undoRun(run.id, reason),
    onSuccess: async () => {
      await refreshRun(queryClient, run.id);
      onDone();
    },
  });
  return (
    <ActForm
      act={undo}
      submit={undo.mutate}
      verb="Undo the run"
      otherwise="Leave it"
      onClose={onClose}
      isGrave
      reasonKept="Kept in the history of every card that this changes"
    >
      <UndoEffects undo={preview} />
      <p className="dim">
        What somebody has changed since stays. A run can be undone once. The next run plans the same again
        while the source says the same: mend the source or its mapping first.
      </p>
    </ActForm>
  );
}
