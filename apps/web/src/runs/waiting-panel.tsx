import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useState } from 'react';
import { approvedQuery, heldGroupsQuery, refreshRun } from '../api/queries.ts';
import { applyRun } from '../api/runs.ts';
import type { Run } from '../api/types.ts';
import { useHas } from '../shell/rights.ts';
import { Loading, ProblemView } from '../shell/states.tsx';
import { formatCount } from '../values/value-text.ts';
import { DecideDialog, type PendingDecision } from './decide-dialog.tsx';
import { HeldGroupView } from './held-group.tsx';
import { describeWaiting } from './held-text.ts';

/** What of a run waits for a person, group by group, and for administrators the way to decide on it. */
export function WaitingPanel({ run, focus }: { run: Run; focus: RefObject<HTMLElement | null> }) {
  const groups = useQuery(heldGroupsQuery(run.id));
  const approved = useQuery(approvedQuery(run.id));
  const decides = useHas('administer') && !run.dry;
  const [pending, setPending] = useState<PendingDecision>();
  const failed = [groups, approved].find((query) => query.isError);
  if (failed?.error) return <ProblemView error={failed.error} retry={() => void failed.refetch()} />;
  if (groups.data === undefined || approved.data === undefined) return <Loading what="what waits" />;
  if (run.held === 0 && approved.data === 0) return null;
  const text = describeWaiting(run, approved.data, decides);
  return (
    <section className="notice waiting" data-tone="warn" aria-labelledby="waiting">
      <h2 id="waiting">{text.title}</h2>
      <p>{text.advice}</p>
      <ul className="held-groups">
        {groups.data.map((group) => (
          <HeldGroupView
            key={`${group.class} ${group.action}`}
            run={run}
            group={group}
            decide={decides ? setPending : undefined}
          />
        ))}
      </ul>
      {run.state === 'waiting' && approved.data > 0 && decides ? (
        <WriteApproved run={run} count={approved.data} focus={focus} />
      ) : null}
      {pending === undefined ? null : (
        <DecideDialog
          runId={run.id}
          pending={pending}
          onClose={() => setPending(undefined)}
          onDone={() => {
            setPending(undefined);
            focus.current?.focus();
          }}
        />
      )}
    </section>
  );
}

function WriteApproved({
  run,
  count,
  focus,
}: {
  run: Run;
  count: number;
  focus: RefObject<HTMLElement | null>;
}) {
  const queryClient = useQueryClient();
  const write = useMutation({
    mutationFn: () => applyRun(run.id),
    onSuccess: async () => {
      await refreshRun(queryClient, run.id);
      focus.current?.focus();
    },
  });
  return (
    <>
      {write.isError ? <ProblemView error={write.error} /> : null}
      <Button loading={write.isPending} onClick={() => write.mutate()}>
        {count === 1 ? 'Write the approved step' : `Write the ${formatCount(count)} approved steps`}
      </Button>
    </>
  );
}
