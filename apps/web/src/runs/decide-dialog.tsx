import { Button, Modal, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { refreshRun } from '../api/queries.ts';
import { decideSteps, type NewDecision } from '../api/runs.ts';
import { ProblemView } from '../shell/states.tsx';
import { useReturnFocus } from '../shell/use-return-focus.ts';

/** A verdict that was begun: over which steps, in words and for the server. */
export interface PendingDecision {
  verdict: NewDecision['verdict'];
  selection: NewDecision['selection'];
  what: string;
  /** What is decided along with it, in words. */
  beside: string;
}

const texts = {
  approved: {
    verb: 'Approve',
    effect: 'Nothing is written yet: approved steps are written when you say so at the top of the run.',
  },
  refused: { verb: 'Refuse', effect: 'These steps of the run are never written. This cannot be taken back.' },
} as const;

/** Asks for the reason of a decision and makes it. `onDone` follows a decision that stands. */
export function DecideDialog({
  runId,
  pending,
  onClose,
  onDone,
}: {
  runId: string;
  pending: PendingDecision;
  onClose: () => void;
  onDone: () => void;
}) {
  useReturnFocus();
  const [reason, setReason] = useState('');
  const queryClient = useQueryClient();
  const { verb, effect } = texts[pending.verdict];
  const decide = useMutation({
    mutationFn: () =>
      decideSteps(runId, {
        verdict: pending.verdict,
        selection: pending.selection,
        reason: reason.trim(),
      }),
    onSuccess: async () => {
      await refreshRun(queryClient, runId);
      onDone();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`${verb}: ${pending.what}`}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() !== '') decide.mutate();
        }}
      >
        {pending.beside === '' ? null : <p>Decided along with it: {pending.beside}.</p>}
        <p className="dim">{effect}</p>
        <Textarea
          label="Reason"
          description="Kept with the run, with your name"
          required
          maxLength={1000}
          autosize
          minRows={2}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {decide.isError ? <ProblemView error={decide.error} /> : null}
        <div className="actions">
          <Button
            type="submit"
            {...(pending.verdict === 'refused' ? { color: 'red' } : {})}
            disabled={reason.trim() === ''}
            loading={decide.isPending}
          >
            {verb}
          </Button>
          <Button variant="default" onClick={onClose}>
            Decide later
          </Button>
        </div>
      </form>
    </Modal>
  );
}
