import { Modal } from '@mantine/core';
import type { Fault } from '@popis/errors';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { putPolicy, refreshSource } from '../api/sources.ts';
import { ActForm } from '../shell/act-form.tsx';
import { useReturnFocus } from '../shell/use-return-focus.ts';
import type { Policy } from './policy.ts';
import { PolicyText, type PolicyTextHandle } from './policy-text.tsx';
import { PolicyView } from './policy-view.tsx';
import { parsePolicy } from './read-policy.ts';

const blank = { identification: [], precedence: [], vanished: [], approval: [] };

/** Writes a policy as JSON, tells in sentences what it would mean, and makes it stand. */
export function PolicyDialog({
  source,
  standing,
  onClose,
}: {
  source: string;
  standing: unknown;
  onClose: () => void;
}) {
  useReturnFocus();
  const [text, setText] = useState(() => JSON.stringify(standing ?? blank, null, 2));
  const field = useRef<PolicyTextHandle>(null);
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: (given: { policy: Policy; reason: string }) => putPolicy(source, given.policy, given.reason),
    onSuccess: async () => {
      await refreshSource(queryClient, source);
      onClose();
    },
    // What is wrong is marked there, which may be out of sight.
    onError: (error) => {
      const [first] = faultsOf(error);
      if (first !== undefined) field.current?.goTo(first.path);
    },
  });
  const { policy, faults } = parsePolicy(text);
  const refused = faultsOf(save.error);
  const told = [...faults, ...refused];
  return (
    <Modal opened onClose={onClose} size="xl" title={`Policy of ${source}`} closeOnClickOutside={false}>
      <ActForm
        act={save}
        submit={policy && ((reason) => save.mutate({ policy, reason }))}
        verb="Let it stand"
        otherwise="Leave it as it was"
        onClose={onClose}
        reasonKept="Kept with the policy, with your name"
        isTold={refused.length > 0}
      >
        <PolicyText
          ref={field}
          text={text}
          faults={told}
          change={(changed) => {
            setText(changed);
            save.reset();
          }}
        />
        {policy === undefined ? null : (
          <section aria-label="What it would mean">
            <h3 className="strip-title">What it would mean</h3>
            <PolicyView policy={policy} source={source} />
          </section>
        )}
      </ActForm>
    </Modal>
  );
}

/** What the server finds wrong with the policy, by the places that the reader knows. */
function faultsOf(error: Error | null): Fault[] {
  if (!(error instanceof ApiError)) return [];
  const faults = error.problem.faults ?? [];
  return faults
    .filter(({ path }) => path === 'policy' || path.startsWith('policy.'))
    .map(({ path, message }) => ({ path: path.replace(/^policy\.?/, ''), message }));
}
