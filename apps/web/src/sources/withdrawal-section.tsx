import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { type SourceWithdrawal, withdrawalQuery } from '../api/sources.ts';
import { EffectList, LeftList } from '../runs/effect-list.tsx';
import { useHas } from '../shell/rights.ts';
import { ProblemView } from '../shell/states.tsx';
import { Timestamp } from '../values/timestamp.tsx';
import { WithdrawSourceDialog } from './withdraw-source-dialog.tsx';
import { withdrawalEffects } from './withdrawal-text.ts';

/** For a source that should never have spoken: what was taken back of it, and for administrators the way to do so. */
export function WithdrawalSection({ source }: { source: string }) {
  const last = useQuery(withdrawalQuery(source));
  const isAdministrator = useHas('administer');
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLHeadingElement>(null);
  if (last.isError) return <ProblemView error={last.error} retry={() => void last.refetch()} />;
  const isInterrupted = last.data?.finishedAt === null;
  return (
    <section>
      <h2 ref={place} tabIndex={-1} className="section-title">
        Taking back all that it has said
      </h2>
      <p className="page-lead">
        For a source that should never have spoken: its values fall to the next source that says something,
        relations that nobody else has said end, and cards that only it has created and spoken of retire.
        There is no undo.
      </p>
      {last.data ? <WithdrawalReport withdrawal={last.data} /> : null}
      {isAdministrator ? (
        <Button size="xs" variant="default" mt="sm" onClick={() => setOpen(true)}>
          {isInterrupted ? 'Go on with taking back …' : 'Take back all that it has said …'}
        </Button>
      ) : (
        <p className="small dim">This takes the permission “administer”, which your account does not have.</p>
      )}
      {open ? (
        <WithdrawSourceDialog
          source={source}
          onClose={() => setOpen(false)}
          onDone={() => {
            setOpen(false);
            place.current?.focus();
          }}
        />
      ) : null}
    </section>
  );
}

function WithdrawalReport({ withdrawal }: { withdrawal: SourceWithdrawal }) {
  const { startedBy, startedAt, finishedAt, reason, counts, left } = withdrawal;
  const effects = withdrawalEffects(counts);
  return (
    <section className="notice withdrawal" data-tone="bad" aria-labelledby="withdrawn">
      <h3 id="withdrawn">
        {finishedAt === null ? 'The taking back is not at its end' : 'It was taken back'}
      </h3>
      <p>
        By {startedBy} on {startedAt === null ? null : <Timestamp at={startedAt} />}: {reason}
      </p>
      {finishedAt === null ? (
        <p>If nobody is at it any more, it was interrupted: an administrator can go on with it.</p>
      ) : null}
      {effects.length === 0 ? <p>There was nothing to take back.</p> : <EffectList effects={effects} />}
      <LeftList left={left} total={counts.left} />
    </section>
  );
}
