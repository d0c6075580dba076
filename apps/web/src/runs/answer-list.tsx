import { Button } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answersQuery, type QuarantineAnswer } from '../api/quarantine.ts';
import { Grid } from '../shell/grid.tsx';
import { useHas } from '../shell/rights.ts';
import { ProblemView } from '../shell/states.tsx';
import { Timestamp } from '../values/timestamp.tsx';
import { HardwareNote } from './hardware-note.tsx';
import { WithdrawDialog } from './withdraw-dialog.tsx';

const columns = ['Record', 'Source', 'Answer', 'Reason', 'By'];

/** What was answered and counts for the next runs of sources; nothing where nothing was. `onDone` follows one taken back. */
export function AnswerList({ sources, onDone }: { sources: readonly string[]; onDone: () => void }) {
  const lists = useQueries({ queries: sources.map(answersQuery) });
  const [leaving, setLeaving] = useState<QuarantineAnswer>();
  const isAdministrator = useHas('administer');
  const answers = lists.flatMap((list) => list.data?.items ?? []);
  const failed = lists.find((list) => list.isError);
  if (failed?.error) return <ProblemView error={failed.error} retry={() => void failed.refetch()} />;
  if (answers.length === 0) return null;
  return (
    <section>
      <h2 className="section-title">Answered</h2>
      <Grid
        label="Answered"
        className="steps"
        columns={isAdministrator ? [...columns, 'Take back'] : columns}
      >
        {answers.map((answer) => (
          <AnswerRow key={answer.id} answer={answer} take={isAdministrator ? setLeaving : undefined} />
        ))}
      </Grid>
      {leaving === undefined ? null : (
        <WithdrawDialog
          answer={leaving}
          onClose={() => setLeaving(undefined)}
          onDone={() => {
            setLeaving(undefined);
            onDone();
          }}
        />
      )}
    </section>
  );
}

function AnswerRow({
  answer,
  take,
}: {
  answer: QuarantineAnswer;
  take: ((answer: QuarantineAnswer) => void) | undefined;
}) {
  const key = answer.key === '' ? '(no key)' : answer.key;
  return (
    <tr>
      <th scope="row" className="clip">
        {key}
        <HardwareNote evidence={answer.evidence} />
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
      {take === undefined ? null : (
        <td>
          <Button
            size="xs"
            variant="default"
            aria-label={`Take back: ${key} of ${answer.source}`}
            onClick={() => take(answer)}
          >
            Take back
          </Button>
        </td>
      )}
    </tr>
  );
}
