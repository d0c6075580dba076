import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { retireCard } from '../api/cards.ts';
import { refreshCard } from '../api/queries.ts';
import type { Card } from '../api/types.ts';
import { ProblemView } from '../shell/states.tsx';
import { cardTitle } from '../values/value-text.ts';
import { toSummary } from './card-picker.tsx';

export function RetireCard({ card }: { card: Card }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const retire = useMutation({
    mutationFn: () => retireCard(card.id, card.changeId, reason.trim()),
    onSuccess: async () => {
      await navigate({ to: '/classes/$class', params: { class: card.class } });
      await refreshCard(queryClient, card.id);
    },
  });
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpen(true)}>
        Retire
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={`Retire ${cardTitle(toSummary(card))}?`}>
        <div className="stack">
          <p className="dim">
            The card leaves all lists and its relations end. Its history stays, and it is still there in every
            view of an earlier day.
          </p>
          <TextInput
            label="Reason"
            description="Kept in the history"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {retire.isError ? <ProblemView error={retire.error} /> : null}
          <div className="actions">
            <Button color="red" loading={retire.isPending} onClick={() => retire.mutate()}>
              Retire
            </Button>
            <Button variant="default" onClick={() => setOpen(false)}>
              Keep it
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
