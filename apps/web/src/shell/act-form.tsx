import { Button, Textarea, TextInput } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import { type ReactNode, type Ref, useState } from 'react';
import { ProblemView } from './states.tsx';

interface ActFormProps {
  /** How far it is with what the form does. */
  act: Pick<UseMutationResult, 'isPending' | 'error'>;
  /** Does it, with an empty reason where none is asked for or given; undefined while anything else is missing. */
  submit: ((reason: string) => void) | undefined;
  /** What the buttons say: to do it, and to close without it. */
  verb: string;
  otherwise: string;
  onClose: () => void;
  /** What it does is grave. */
  isGrave?: boolean;
  /** Where the reason is kept, in words; nobody is asked for one without this. */
  reasonKept?: string;
  isReasonOptional?: boolean;
  /** Whoever opens it starts with the reason. */
  startsWithReason?: boolean;
  /** The problem is told where it arose. */
  isTold?: boolean;
  /** Stands in its place while it is being done. */
  whileBusy?: ReactNode;
  label?: string;
  ref?: Ref<HTMLFormElement>;
  children?: ReactNode;
  /** Asked for after the reason. */
  last?: ReactNode;
}

/** What a dialog asks before it acts: whatever it needs, the reason, and whether to do it. Tells what went wrong. */
export function ActForm(props: ActFormProps) {
  const { act, submit, verb, otherwise, onClose, isGrave = false, isTold = false } = props;
  const { reasonKept, isReasonOptional = false } = props;
  const [text, setText] = useState('');
  const reason = text.trim();
  const isComplete = submit !== undefined && (reasonKept === undefined || isReasonOptional || reason !== '');
  if (act.isPending && props.whileBusy !== undefined) return props.whileBusy;
  return (
    <form
      ref={props.ref}
      noValidate
      className="stack"
      aria-label={props.label}
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete && !act.isPending) submit(reason);
      }}
    >
      {props.children}
      {reasonKept === undefined ? null : (
        <ReasonField
          kept={reasonKept}
          isOptional={isReasonOptional}
          isFirst={props.startsWithReason ?? false}
          value={text}
          change={setText}
        />
      )}
      {props.last}
      {act.error === null || isTold ? null : <ProblemView error={act.error} />}
      <div className="actions">
        <Button
          type="submit"
          {...(isGrave ? { color: 'red' } : {})}
          disabled={!isComplete}
          loading={act.isPending}
        >
          {verb}
        </Button>
        <Button variant="default" onClick={onClose}>
          {otherwise}
        </Button>
      </div>
    </form>
  );
}

interface ReasonFieldProps {
  kept: string;
  isOptional: boolean;
  isFirst: boolean;
  value: string;
  change: (value: string) => void;
}

/** One that may be left out is a line, and Enter in it acts. */
function ReasonField({ kept, isOptional, isFirst, value, change }: ReasonFieldProps) {
  const shared = {
    label: 'Reason',
    description: kept,
    maxLength: 1000,
    value,
    ...(isFirst ? { 'data-autofocus': true } : {}),
  };
  if (isOptional) return <TextInput {...shared} onChange={(event) => change(event.currentTarget.value)} />;
  return (
    <Textarea
      {...shared}
      required
      autosize
      minRows={2}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
