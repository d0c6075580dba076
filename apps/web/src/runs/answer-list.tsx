import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answersQuery, type QuarantineAnswer, withdrawAnswer } from '../api/quarantine.ts';
import { sourcesQuery } from '../api/queries.ts';
import { useHas } from '../shell/rights.ts';
import { ProblemView } from '../shell/states.tsx';
import { Timestamp } from '../values/timestamp.tsx';

/** What was answered and counts for the next runs, of all sources; nothing where nothing was. */
export function AnswerList() {
  const sources = useQuery(sourcesQuery);
  const lists = useQueries({
    queries: (sources.data ?? []).map((source) => answersQuery(source.name)),
  });
  const [leaving, setLeaving] = useState<QuarantineAnswer>();
  const isAdministrator = useHas('administer');
  const answers = lists.flatMap((list) => list.data?.items ?? []);
  const failed = lists.find((list) => list.isError);
  if (failed?.error) return <ProblemView error={failed.error} retry={() => void failed.refetch()} />;
  if (answers.length === 0) return null;
  return (
    <section>
      <h2 className="section-title">Answered</h2>
      <div className="table-frame">
        <table className="grid">
          <thead>
            <tr>
              <th scope="col">Record</th>
              <th scope="col">Source</th>
              <th scope="col">Answer</th>
              <th scope="col">Reason</th>
              <th scope="col">By</th>
              {isAdministrator ? <th scope="col">Take back</th> : null}
            </tr>
          </thead>
          <tbody>
            {answers.map((answer) => (
              <tr key={answer.id}>
                <th scope="row" className="clip">
                  {answer.key === '' ? '(no key)' : answer.key}
                </th>
                <td>{answer.source}</td>
                <td>
                  {answer.card === null ? (
                    'none of ours'
                  ) : (
                    <Link className="link" to="/cards/$id" params={{ id: answer.card }}>
                      this card
                    </Link>
                  )}
                </td>
                <td className="clip">{answer.reason}</td>
                <td>
                  {answer.answeredBy}, <Timestamp at={answer.at} />
                </td>
                {isAdministrator ? (
                  <td>
                    <Button size="xs" variant="default" onClick={() => setLeaving(answer)}>
                      Take back
                    </Button>
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {leaving === undefined ? null : (
        <WithdrawDialog answer={leaving} onClose={() => setLeaving(undefined)} />
      )}
    </section>
  );
}

function WithdrawDialog({ answer, onClose }: { answer: QuarantineAnswer; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const queryClient = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => withdrawAnswer(answer, reason.trim()),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['quarantine'] });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title="Take the answer back?">
      <div className="stack">
        <p className="dim">The next run that has this record asks again.</p>
        <TextInput
          label="Reason"
          description="Kept in the history"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {withdraw.isError ? <ProblemView error={withdraw.error} /> : null}
        <div className="actions">
          <Button color="red" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
            Take back
          </Button>
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
        </div>
      </div>
    </Modal>
  );
}
