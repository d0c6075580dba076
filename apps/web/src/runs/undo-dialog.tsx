import { Button, Modal, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { refreshRun, undoPreviewQuery } from '../api/queries.ts';
import { undoRun } from '../api/runs.ts';
import type { Run, RunUndo } from '../api/types.ts';
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
  const [reason, setReason] = useState('');
  const queryClient = useQueryClient();
  const undo = useMutation({
    mutationFn: () => undoRun(run.id, reason.trim()),
    onSuccess: async () => {
      await refreshRun(queryClient, run.id);
      onDone();
    },
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim() !== '') undo.mutate();
      }}
    >
      <UndoEffects undo={preview} />
      <p className="dim">
        What somebody has changed since stays. A run can be undone once. The next run plans the same again
        while the source says the same: mend the source or its mapping first.
      </p>
      <Textarea
        label="Reason"
        description="Kept in the history of every card that this changes"
        required
        maxLength={1000}
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {undo.isError ? <ProblemView error={undo.error} /> : null}
      <div className="actions">
        <Button type="submit" color="red" disabled={reason.trim() === ''} loading={undo.isPending}>
          Undo the run
        </Button>
        <Button variant="default" onClick={onClose}>
          Leave it
        </Button>
      </div>
    </form>
  );
}
