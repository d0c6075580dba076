import { Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type QuarantineAnswer, withdrawAnswer } from '../api/quarantine.ts';
import { ActForm } from '../shell/act-form.tsx';
import { useReturnFocus } from '../shell/use-return-focus.ts';

/** Takes an answer back. `onDone` follows when it no longer stands. */
export function WithdrawDialog({
  answer,
  onClose,
  onDone,
}: {
  answer: QuarantineAnswer;
  onClose: () => void;
  onDone: () => void;
}) {
  useReturnFocus();
  const queryClient = useQueryClient();
  const withdraw = useMutation({
    mutationFn: (reason: string) => withdrawAnswer(answer, reason),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['quarantine'] });
      onDone();
    },
  });
  return (
    <Modal opened onClose={onClose} title="Take the answer back?">
      <ActForm
        act={withdraw}
        submit={withdraw.mutate}
        verb="Take back"
        otherwise="Keep it"
        onClose={onClose}
        isGrave
        reasonKept="Kept in the history"
        isReasonOptional
      >
        <p className="dim">The next run that has this record asks again.</p>
      </ActForm>
    </Modal>
  );
}
