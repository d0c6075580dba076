import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { updateCard } from '../api/cards.ts';
import { ApiError } from '../api/client.ts';
import { cardQuery, refreshCard } from '../api/queries.ts';
import type { Card, ClassDetail } from '../api/types.ts';
import { ProblemView } from '../shell/states.tsx';
import { CardFields } from './card-form.tsx';
import { ConflictView } from './conflict-view.tsx';
import { type Draft, faultsByField, planEdit, toDraft } from './draft.ts';
import { useFocusOnFault } from './use-focus.ts';

interface Attempt {
  base: Card;
  values: Record<string, unknown>;
}

/** Edits against the version that the form was opened with, whatever arrives in the meantime. */
export function EditCard({
  card,
  definition,
  close,
}: {
  card: Card;
  definition: ClassDetail;
  close: () => void;
}) {
  const { attributes } = definition;
  const queryClient = useQueryClient();
  const [base] = useState(card);
  const [draft, setDraft] = useState<Draft>(() => toDraft(attributes, base.attributes));
  const [reason, setReason] = useState('');
  const [ownFaults, setOwnFaults] = useState<Record<string, string>>({});
  const [theirs, setTheirs] = useState<Card>();

  const save = useMutation({
    mutationFn: (attempt: Attempt) =>
      updateCard(attempt.base.id, attempt.base.changeId, {
        attributes: attempt.values,
        ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
      }),
    onSuccess: async () => {
      await refreshCard(queryClient, card.id);
      close();
    },
    onError: async (error) => {
      if (!(error instanceof ApiError) || error.status !== 412) return;
      setTheirs(await queryClient.fetchQuery({ ...cardQuery(card.id), staleTime: 0 }));
    },
  });

  function submit(against: Card) {
    const edit = planEdit(attributes, toDraft(attributes, base.attributes), draft);
    setOwnFaults(edit.faults);
    if (Object.keys(edit.faults).length > 0) return;
    if (Object.keys(edit.values).length === 0) close();
    else save.mutate({ base: against, values: edit.values });
  }

  const problem = save.error instanceof ApiError ? save.error.problem : undefined;
  const faults = { ...faultsByField(problem?.faults ?? [], attributes), ...ownFaults };
  const lost = problem?.status === 412 && theirs !== undefined;
  const form = useFocusOnFault(faults);
  const besideFields = problem?.faults?.length !== undefined && faults[''] === undefined;
  return (
    <form
      ref={form}
      noValidate
      aria-label="Edit card"
      onSubmit={(event) => {
        event.preventDefault();
        // After a lost race only the button that says so may save: Enter in a field is no answer to it.
        if (!lost) submit(base);
      }}
    >
      {lost ? (
        <ConflictView
          attributes={attributes}
          before={base}
          theirs={theirs}
          draft={draft}
          overwrite={() => submit(theirs)}
          discard={close}
        />
      ) : null}
      {save.isError && problem?.status !== 412 && !besideFields ? <ProblemView error={save.error} /> : null}
      <CardFields
        definition={definition}
        draft={draft}
        faults={faults}
        change={(name, field) => setDraft((current) => ({ ...current, [name]: field }))}
      />
      <div className="form-foot">
        <TextInput
          className="reason"
          label="Reason"
          description="Kept in the history"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {lost ? null : (
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        )}
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
