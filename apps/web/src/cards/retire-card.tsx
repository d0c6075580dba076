import { Button, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { retireCard } from '../api/cards.ts';
import { refreshCard } from '../api/queries.ts';
import type { Card } from '../api/types.ts';
import { ActForm } from '../shell/act-form.tsx';
import { cardTitle } from '../values/value-text.ts';
import { toSummary } from './card-picker.tsx';

export function RetireCard({ card }: { card: Card }) {
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const retire = useMutation({
    mutationFn: (reason: string) => retireCard(card.id, card.changeId, reason),
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
        <ActForm
          act={retire}
          submit={retire.mutate}
          verb="Retire"
          otherwise="Keep it"
          onClose={() => setOpen(false)}
          isGrave
          reasonKept="Kept in the history"
          isReasonOptional
        >
          <p className="dim">
            The card leaves all lists and its relations end. Its history stays, and it is still there in every
            view of an earlier day.
          </p>
        </ActForm>
      </Modal>
    </>
  );
}
