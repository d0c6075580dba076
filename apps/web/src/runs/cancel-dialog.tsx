import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { refreshRun } from '../api/queries.ts';
import { cancelRun } from '../api/runs.ts';
import type { Run } from '../api/types.ts';
import { ProblemView } from '../shell/states.tsx';
import { useReturnFocus } from '../shell/use-return-focus.ts';
import { describeCancel } from './undo-text.ts';

/** Ends a run that is under way. */
export function CancelDialog({
  run,
  onClose,
  onDone,
}: {
  run: Run;
  onClose: () => void;
  onDone: () => void;
}) {
  useReturnFocus();
  const [reason, setReason] = useState('');
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelRun(run.id, reason.trim()),
    onSuccess: async () => {
      await refreshRun(queryClient, run.id);
      onDone();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Cancel this run of ${run.source}?`}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          cancel.mutate();
        }}
      >
        <p className="dim">{describeCancel(run)} The next run of the source starts anew.</p>
        <TextInput
          label="Reason"
          description="Kept with the run, with your name"
          maxLength={1000}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {cancel.isError ? <ProblemView error={cancel.error} /> : null}
        <div className="actions">
          <Button type="submit" color="red" loading={cancel.isPending}>
            Cancel the run
          </Button>
          <Button variant="default" onClick={onClose}>
            Let it go on
          </Button>
        </div>
      </form>
    </Modal>
  );
}
