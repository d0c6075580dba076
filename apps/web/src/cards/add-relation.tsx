import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createRelation } from '../api/cards.ts';
import { classesQuery, domainsQuery, refreshCard } from '../api/queries.ts';
import type { Card, CardSummary } from '../api/types.ts';
import { ProblemView } from '../shell/states.tsx';
import { CardPicker } from './card-picker.tsx';
import { listRelationChoices, type RelationChoice } from './relation-groups.ts';

function keyOf(choice: RelationChoice): string {
  return `${choice.domain.name} ${choice.direction}`;
}

export function AddRelation({ card }: { card: Card }) {
  const [open, setOpen] = useState(false);
  if (!open) {
    return (
      <div className="bar">
        <Button size="xs" variant="default" onClick={() => setOpen(true)}>
          Add relation
        </Button>
      </div>
    );
  }
  return <AddRelationForm card={card} close={() => setOpen(false)} />;
}

function AddRelationForm({ card, close }: { card: Card; close: () => void }) {
  const domains = useQuery(domainsQuery);
  const classes = useQuery(classesQuery);
  const queryClient = useQueryClient();
  const choices = listRelationChoices(card.class, domains.data ?? [], classes.data ?? []);
  const [key, setKey] = useState('');
  const [other, setOther] = useState<CardSummary | null>(null);
  const choice = choices.find((each) => keyOf(each) === key);
  const add = useMutation({
    mutationFn: ({ domain, direction, otherId }: { domain: string; direction: string; otherId: string }) =>
      createRelation(
        direction === 'directed'
          ? { domain, source: card.id, target: otherId }
          : { domain, source: otherId, target: card.id },
      ),
    onSuccess: async (_relation, { otherId }) => {
      // first: closed once the relation is shown, the form would pull its row away from under the pointer
      close();
      await refreshCard(queryClient, card.id);
      await refreshCard(queryClient, otherId);
    },
  });
  return (
    <form
      className="notice stack"
      aria-label="Add relation"
      onSubmit={(event) => {
        event.preventDefault();
        if (choice === undefined || other === null) return;
        add.mutate({ domain: choice.domain.name, direction: choice.direction, otherId: other.id });
      }}
    >
      <NativeSelect
        label="This card"
        value={key}
        onChange={(event) => {
          setKey(event.currentTarget.value);
          setOther(null);
        }}
      >
        <option value="">Choose a relation …</option>
        {choices.map((each) => (
          <option key={keyOf(each)} value={keyOf(each)}>
            {each.label} … ({each.otherClass})
          </option>
        ))}
      </NativeSelect>
      <CardPicker
        key={key}
        label={choice?.otherClass ?? 'Card'}
        className={choice?.otherClass}
        picked={other}
        pick={setOther}
      />
      {add.isError ? <ProblemView error={add.error} /> : null}
      <div className="actions">
        <Button type="submit" size="xs" disabled={other === null} loading={add.isPending}>
          Add
        </Button>
        <Button size="xs" variant="default" onClick={close}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
