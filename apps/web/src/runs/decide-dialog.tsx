import { Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { refreshRun } from '../api/queries.ts';
import { decideSteps, type NewDecision } from '../api/runs.ts';
import { ActForm } from '../shell/act-form.tsx';
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
  const queryClient = useQueryClient();
  const { verb, effect } = texts[pending.verdict];
  const decide = useMutation({
    mutationFn: (reason: string) =>
      decideSteps(runId, { verdict: pending.verdict, selection: pending.selection, reason }),
    onSuccess: async () => {
      await refreshRun(queryClient, runId);
      onDone();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`${verb}: ${pending.what}`}>
      <ActForm
        act={decide}
        submit={decide.mutate}
        verb={verb}
        otherwise="Decide later"
        onClose={onClose}
        isGrave={pending.verdict === 'refused'}
        reasonKept="Kept with the run, with your name"
        startsWithReason
      >
        {pending.beside === '' ? null : <p>Decided along with it: {pending.beside}.</p>}
        <p className="dim">{effect}</p>
      </ActForm>
    </Modal>
  );
}
