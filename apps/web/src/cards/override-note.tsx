import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { endOverride, updateCard } from '../api/cards.ts';
import { ApiError } from '../api/client.ts';
import { candidatesQuery, refreshCard } from '../api/queries.ts';
import type { Attribute, Card } from '../api/types.ts';
import { ActForm } from '../shell/act-form.tsx';
import { ProblemView } from '../shell/states.tsx';
import { formatValue } from '../values/value-text.ts';
import { parseField, toFieldDraft } from './draft.ts';
import { FieldInput } from './field-input.tsx';
import { describeOverride } from './override-text.ts';

/** Below a value: that a person has set it, until when and why, what the sources say, and its end at once. */
export function OverrideNote({
  card,
  attribute,
  editable,
}: {
  card: Card;
  attribute: Attribute;
  editable: boolean;
}) {
  const queryClient = useQueryClient();
  const candidates = useQuery({ ...candidatesQuery(card.id), enabled: editable });
  const end = useMutation({
    mutationFn: () => endOverride(card.id, card.changeId, attribute.name),
    onSuccess: () => refreshCard(queryClient, card.id),
  });
  const provenance = card.provenance[attribute.name];
  const ofAttribute = (candidates.data ?? []).filter((each) => each.attribute === attribute.name);
  const text = provenance === undefined ? undefined : describeOverride(provenance, ofAttribute, formatValue);
  if (text === undefined) return null;
  return (
    <span className="override-note">
      <span className="dim small">{text}</span>
      {editable ? (
        <Button
          size="compact-xs"
          variant="subtle"
          loading={end.isPending}
          aria-label={`End it now: ${attribute.label}, as set by hand`}
          onClick={() => end.mutate()}
        >
          End it now
        </Button>
      ) : null}
      {end.isError ? <ProblemView error={end.error} /> : null}
    </span>
  );
}

/** Sets a value against what the sources say, until a day and for a reason. */
export function SetOverride({ card, attribute }: { card: Card; attribute: Attribute }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        aria-label={`Override ${attribute.label}`}
        onClick={() => setOpen(true)}
      >
        Override…
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={`Override ${attribute.label}`}>
        {open ? <OverrideForm card={card} attribute={attribute} close={() => setOpen(false)} /> : null}
      </Modal>
    </>
  );
}

function OverrideForm({ card, attribute, close }: { card: Card; attribute: Attribute; close: () => void }) {
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(() => toFieldDraft(attribute, card.attributes[attribute.name]));
  const [day, setDay] = useState('');
  const parsed = parseField(attribute, draft);
  const save = useMutation({
    mutationFn: ({ value, ...given }: { value: unknown; reason: string }) => {
      const reason = given.reason === '' ? {} : { reason: given.reason };
      const until = day === '' ? {} : { until: new Date(`${day}T00:00:00`).toISOString() };
      return updateCard(card.id, card.changeId, {
        attributes: { [attribute.name]: value },
        overrides: { [attribute.name]: { ...until, ...reason } },
        ...reason,
      });
    },
    onSuccess: async () => {
      await refreshCard(queryClient, card.id);
      close();
    },
  });
  const faults = save.error instanceof ApiError ? (save.error.problem.faults ?? []) : [];
  const faultAt = (path: string) => faults.find((fault) => fault.path.endsWith(path))?.message;
  const isTold =
    faults.length > 0 && faults.every(({ path }) => path.endsWith('.until') || path.endsWith(attribute.name));
  return (
    <ActForm
      act={save}
      submit={'value' in parsed ? (reason) => save.mutate({ value: parsed.value, reason }) : undefined}
      verb="Set"
      otherwise="Cancel"
      onClose={close}
      reasonKept="Shown with the value, and kept in the history"
      isReasonOptional
      isTold={isTold}
      label={`Override ${attribute.label}`}
    >
      <FieldInput
        attribute={attribute}
        draft={draft}
        fault={'fault' in parsed ? parsed.fault : faultAt(attribute.name)}
        chosen={new Map()}
        change={setDraft}
      />
      <TextInput
        type="date"
        label="Until"
        description="From the beginning of this day on the sources hold it again; empty = without an end"
        value={day}
        error={faultAt('.until')}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
    </ActForm>
  );
}
