import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type QuarantineAnswer, withdrawAnswer } from '../api/quarantine.ts';
import { ProblemView } from '../shell/states.tsx';
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
  const [reason, setReason] = useState('');
  const queryClient = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => withdrawAnswer(answer, reason.trim()),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['quarantine'] });
      onDone();
    },
  });
  return (
    <Modal opened onClose={onClose} title="Take the answer back?">
      <div className="stack">
        <p className="dim">The next run that has this record asks again.</p>
        <TextInput
          label="Reason"
          description="Kept in the history"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {withdraw.isError ? <ProblemView error={withdraw.error} /> : null}
        <div className="actions">
          <Button color="red" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
            Take back
          </Button>
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
        </div>
      </div>
    </Modal>
  );
}
