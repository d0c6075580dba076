import { Modal, Radio, Switch, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { putSchedule, refreshSource, type SourceDetail } from '../api/sources.ts';
import { ActForm } from '../shell/act-form.tsx';
import { useReturnFocus } from '../shell/use-return-focus.ts';
import { describeCron } from './cron-words.ts';
import { fromScheduleDraft, missedChoices, type ScheduleDraft, toScheduleDraft } from './schedule-text.ts';

const fields = ['cron', 'deltaCron', 'zone', 'jitterSeconds', 'missed'] as const;

/** Says when runs of a source start. What the server finds wrong stands at its field. */
export function ScheduleDialog({ source, onClose }: { source: SourceDetail; onClose: () => void }) {
  useReturnFocus();
  const [draft, setDraft] = useState(() => toScheduleDraft(source.schedule, ownZone()));
  const form = useRef<HTMLFormElement>(null);
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: (schedule: NonNullable<ReturnType<typeof fromScheduleDraft>> | null) =>
      putSchedule(source.name, schedule),
    onSuccess: async () => {
      await refreshSource(queryClient, source.name);
      onClose();
    },
  });
  const { faultAt, isElsewhere } = readFaults(save.error);
  // Whoever has sent it is led to the first field that was refused.
  useEffect(() => {
    if (save.isError) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [save.isError]);
  const wanted = fromScheduleDraft(draft);
  const change = (part: Partial<ScheduleDraft>) => {
    setDraft({ ...draft, ...part });
    save.reset();
  };
  return (
    <Modal opened onClose={onClose} title={`Schedule of ${source.name}`}>
      <ActForm
        ref={form}
        act={save}
        submit={wanted === undefined ? undefined : () => save.mutate(wanted)}
        verb="Let it stand"
        otherwise="Leave it as it was"
        onClose={onClose}
        isTold={!isElsewhere}
      >
        <Switch
          label="Runs start by a schedule"
          description="Without one they start by hand only"
          checked={draft.isOn}
          onChange={(event) => change({ isOn: event.currentTarget.checked })}
        />
        {draft.isOn ? <Fields draft={draft} change={change} faultAt={faultAt} /> : null}
        <p className="dim small">
          It takes a connector that is there all the time. One that has a schedule in its own configuration
          sets that again when it starts.
        </p>
      </ActForm>
    </Modal>
  );
}

function Fields({
  draft,
  change,
  faultAt,
}: {
  draft: ScheduleDraft;
  change: (part: Partial<ScheduleDraft>) => void;
  faultAt: (field: (typeof fields)[number]) => string | undefined;
}) {
  const isDelay = /^\d+$/.test(draft.jitterSeconds.trim());
  return (
    <>
      <TextInput
        label="Times"
        description="Minute, hour, day of the month, month, day of the week: 0 2 * * * is every night at two"
        required
        className="mono-input"
        value={draft.cron}
        error={faultAt('cron')}
        onChange={(event) => change({ cron: event.currentTarget.value })}
      />
      {faultAt('cron') === undefined ? <TimesInWords cron={draft.cron} /> : null}
      <TextInput
        label="Deltas"
        description="When runs in between read only what has changed, such as */15&nbsp;*&nbsp;*&nbsp;*&nbsp;*; nothing for full runs alone"
        className="mono-input"
        value={draft.deltaCron}
        error={faultAt('deltaCron')}
        onChange={(event) => change({ deltaCron: event.currentTarget.value })}
      />
      {faultAt('deltaCron') === undefined && draft.deltaCron.trim() !== '' ? (
        <TimesInWords cron={draft.deltaCron} />
      ) : null}
      <TextInput
        label="Time zone"
        description="By its IANA name, such as Europe/Belgrade"
        required
        list="time-zones"
        value={draft.zone}
        error={faultAt('zone')}
        onChange={(event) => change({ zone: event.currentTarget.value })}
      />
      <datalist id="time-zones">
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <TextInput
        label="Longest delay (seconds)"
        description="A run starts up to so much later, so that not all sources start at once"
        required
        inputMode="numeric"
        value={draft.jitterSeconds}
        error={isDelay ? faultAt('jitterSeconds') : 'must be a whole number of seconds'}
        onChange={(event) => change({ jitterSeconds: event.currentTarget.value })}
      />
      <Radio.Group
        label="Times that passed without a run"
        value={draft.missed}
        error={faultAt('missed')}
        onChange={(value) => change({ missed: value === 'skip' ? 'skip' : 'run-once' })}
      >
        {missedChoices.map(({ missed, label }) => (
          <Radio key={missed} value={missed} label={label} mt="xs" />
        ))}
      </Radio.Group>
    </>
  );
}

function TimesInWords({ cron }: { cron: string }) {
  return (
    <p className="small" role="status">
      {describeCron(cron) ?? 'There are no short words for these times; the server checks them.'}
    </p>
  );
}

function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** What the server finds wrong with the schedule, by field, and whether it said anything else. */
function readFaults(error: Error | null) {
  const faults = error instanceof ApiError ? (error.problem.faults ?? []) : [];
  const isOf = (path: string, field: string) => path === `schedule.${field}`;
  const isElsewhere =
    faults.length === 0 || faults.some(({ path }) => !fields.some((field) => isOf(path, field)));
  const faultAt = (field: (typeof fields)[number]) => {
    const messages = faults.filter(({ path }) => isOf(path, field)).map(({ message }) => message);
    return messages.length === 0 ? undefined : messages.join('; ');
  };
  return { faultAt, isElsewhere };
}
