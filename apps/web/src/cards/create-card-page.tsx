import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { createCard } from '../api/cards.ts';
import { ApiError } from '../api/client.ts';
import { classesQuery, classQuery, refreshCard } from '../api/queries.ts';
import type { ClassDetail } from '../api/types.ts';
import { isWithin } from '../shell/class-tree.ts';
import { Loading, NotFoundView, ProblemView } from '../shell/states.tsx';
import { useTitle } from '../shell/use-title.ts';
import { CardFields } from './card-form.tsx';
import { type Draft, faultsByField, planCreation, toDraft } from './draft.ts';
import { useFocusOnFault } from './use-focus.ts';
import './cards.css';

const route = getRouteApi('/app/classes/$class/new');

export function CreateCardPage() {
  const { class: name } = route.useParams();
  const definition = useQuery(classQuery(name));
  useTitle(definition.data === undefined ? undefined : `New ${definition.data.label}`);
  if (definition.error instanceof ApiError && definition.error.status === 404) {
    return <NotFoundView what={`There is no class “${name}”.`} />;
  }
  if (definition.isPending) return <Loading what="the class" />;
  if (definition.isError) {
    return <ProblemView error={definition.error} retry={() => void definition.refetch()} />;
  }
  if (definition.data.abstract) return <ChooseClass definition={definition.data} />;
  return <CreateCard key={name} definition={definition.data} />;
}

/** A superclass has no cards of its own: first comes the question which of its classes it is to be. */
function ChooseClass({ definition }: { definition: ClassDetail }) {
  const classes = useQuery(classesQuery);
  const all = classes.data ?? [];
  const concrete = all.filter((each) => !each.abstract && isWithin(each.name, definition.name, all));
  return (
    <section>
      <h1 className="page-title">New {definition.label}: of which class?</h1>
      <ul className="in-text">
        {concrete.map((each) => (
          <li key={each.name}>
            <Link className="link" to="/classes/$class/new" params={{ class: each.name }}>
              {each.label}
            </Link>{' '}
            <span className="dim">{each.description}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function defaultsOf(definition: ClassDetail): Draft {
  const values: Record<string, unknown> = {};
  for (const attribute of definition.attributes) values[attribute.name] = attribute.default;
  return toDraft(definition.attributes, values);
}

function CreateCard({ definition }: { definition: ClassDetail }) {
  const { attributes } = definition;
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(() => defaultsOf(definition));
  const [reason, setReason] = useState('');
  const [ownFaults, setOwnFaults] = useState<Record<string, string>>({});
  const create = useMutation({
    mutationFn: (values: Record<string, unknown>) =>
      createCard(definition.name, {
        attributes: values,
        ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
      }),
    onSuccess: async (card) => {
      await refreshCard(queryClient, card.id);
      await navigate({ to: '/cards/$id', params: { id: card.id } });
    },
  });

  function submit() {
    const plan = planCreation(attributes, draft);
    setOwnFaults(plan.faults);
    if (Object.keys(plan.faults).length === 0) create.mutate(plan.values);
  }

  const problem = create.error instanceof ApiError ? create.error.problem : undefined;
  const faults = { ...faultsByField(problem?.faults ?? [], attributes), ...ownFaults };
  const form = useFocusOnFault(faults);
  const besideFields = problem?.faults?.length !== undefined && faults[''] === undefined;
  return (
    <form
      ref={form}
      noValidate
      aria-label={`New ${definition.label}`}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="page-head">
        <div>
          <h1 className="page-title">New {definition.label}</h1>
          <p className="page-lead">{definition.description}</p>
        </div>
      </div>
      {create.isError && !besideFields ? <ProblemView error={create.error} /> : null}
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
        <Button type="submit" loading={create.isPending}>
          Create
        </Button>
        <Link className="link" to="/classes/$class" params={{ class: definition.name }}>
          Cancel
        </Link>
      </div>
    </form>
  );
}
