import { Modal, Progress, TextInput } from '@mantine/core';
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import {
  refreshAfterWithdrawal,
  type SourceWithdrawal,
  withdrawalPreviewQuery,
  withdrawalQuery,
  withdrawSource,
} from '../api/sources.ts';
import { EffectList, LeftList } from '../runs/effect-list.tsx';
import { ActForm } from '../shell/act-form.tsx';
import { Loading, ProblemView } from '../shell/states.tsx';
import { useReturnFocus } from '../shell/use-return-focus.ts';
import { formatCount } from '../values/value-text.ts';
import {
  countCards,
  describeExample,
  describeRelation,
  isConfirmed,
  withdrawalEffects,
} from './withdrawal-text.ts';

interface DialogProps {
  source: string;
  onClose: () => void;
  /** Follows when all is taken back. */
  onDone: () => void;
}

/** Shows what taking back all that a source has said would do, and does it for who types the name of the source. */
export function WithdrawSourceDialog({ source, onClose, onDone }: DialogProps) {
  useReturnFocus();
  const preview = useQuery(withdrawalPreviewQuery(source));
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      closeOnClickOutside={false}
      title={`Take back all that ${source} has said?`}
    >
      <div className="stack">
        {preview.isPending ? <Loading what="what it would do" /> : null}
        {preview.isError ? <ProblemView error={preview.error} retry={() => void preview.refetch()} /> : null}
        {preview.data === undefined ? null : (
          <WithdrawForm source={source} preview={preview.data} onClose={onClose} onDone={onDone} />
        )}
      </div>
    </Modal>
  );
}

function WithdrawForm({ source, preview, onClose, onDone }: DialogProps & { preview: SourceWithdrawal }) {
  const [typed, setTyped] = useState('');
  const queryClient = useQueryClient();
  // One that was interrupted goes on with its counts.
  const [before] = useState(() => countBegun(queryClient, source));
  const withdraw = useMutation({
    mutationFn: (reason: string) => withdrawSource(source, reason),
    onSuccess: async () => {
      await refreshAfterWithdrawal(queryClient, source);
      onDone();
    },
  });
  const effects = withdrawalEffects(preview.counts);
  return (
    <ActForm
      act={withdraw}
      submit={isConfirmed(typed, source) ? withdraw.mutate : undefined}
      verb="Take it all back"
      otherwise="Leave it"
      onClose={onClose}
      isGrave
      reasonKept="Kept in the history of every card that this changes"
      whileBusy={<WithdrawProgress source={source} total={before + countCards(preview.counts)} />}
      last={
        <TextInput
          label={`Type ${source} to confirm`}
          required
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      }
    >
      {effects.length === 0 ? (
        <p>Nothing that it has said stands any more.</p>
      ) : (
        <EffectList effects={effects} />
      )}
      <Examples examples={preview.examples} />
      <RelationExamples relations={preview.relations} />
      <LeftList left={preview.left} total={preview.counts.left} />
      <p className="dim">
        There is no undo. What waits of it in quarantine waits no longer. Stop the source first: its next run
        says its own again, and the cards that retired come back with it.
      </p>
    </ActForm>
  );
}

function countBegun(client: QueryClient, source: string): number {
  const last = client.getQueryData(withdrawalQuery(source).queryKey);
  return last?.finishedAt === null ? countCards(last.counts) : 0;
}

function Examples({ examples }: { examples: SourceWithdrawal['examples'] }) {
  if (examples.length === 0) return null;
  return (
    <details className="compared">
      <summary>
        For example: {formatCount(examples.length)} {examples.length === 1 ? 'card' : 'cards'}
      </summary>
      <ul className="changes in-text examples">
        {examples.map((example) => (
          <li key={example.cardId}>
            {example.class}{' '}
            <Link className="link" to="/cards/$id" params={{ id: example.cardId }} target="_blank">
              {example.key ?? '(no key)'}
            </Link>
            : {describeExample(example).join('; ')}
          </li>
        ))}
      </ul>
    </details>
  );
}

function RelationExamples({ relations }: { relations: SourceWithdrawal['relations'] }) {
  if (relations.length === 0) return null;
  return (
    <details className="compared">
      <summary>
        For example: {formatCount(relations.length)} {relations.length === 1 ? 'relation' : 'relations'}
      </summary>
      <ul className="changes in-text examples">
        {relations.map((relation) => (
          <li key={relation.relationId}>{describeRelation(relation)}</li>
        ))}
      </ul>
    </details>
  );
}

/** How far it has come, as the server tells it; it goes on there whoever looks on. */
function WithdrawProgress({ source, total }: { source: string; total: number }) {
  const withdrawal = useQuery({ ...withdrawalQuery(source), refetchInterval: 1_000 });
  const isOfThis = withdrawal.data?.finishedAt === null;
  const done = isOfThis && withdrawal.data ? countCards(withdrawal.data.counts) : 0;
  return (
    <div className="stack">
      <p role="status">
        {formatCount(done)} of {formatCount(total)} cards are seen to. It goes on if you close this.
      </p>
      <Progress
        value={total === 0 ? 100 : (100 * done) / total}
        animated
        aria-label="Cards that are seen to"
      />
    </div>
  );
}
