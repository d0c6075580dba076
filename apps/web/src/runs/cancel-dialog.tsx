import { Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { refreshRun } from '../api/queries.ts';
import { cancelRun } from '../api/runs.ts';
import type { Run } from '../api/types.ts';
import { ActForm } from '../shell/act-form.tsx';
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
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: (reason: string) => cancelRun(run.id, reason),
    onSuccess: async () => {
      await refreshRun(queryClient, run.id);
      onDone();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Cancel this run of ${run.source}?`}>
      <ActForm
        act={cancel}
        submit={cancel.mutate}
        verb="Cancel the run"
        otherwise="Let it go on"
        onClose={onClose}
        isGrave
        reasonKept="Kept with the run, with your name"
        isReasonOptional
        startsWithReason
      >
        <p className="dim">{describeCancel(run)} The next run of the source starts anew.</p>
      </ActForm>
    </Modal>
  );
}
