import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { QuarantinedRecord } from '../api/types.ts';
import { Grid } from '../shell/grid.tsx';
import { useHas } from '../shell/rights.ts';
import { SourceLink } from '../sources/source-link.tsx';
import { Timestamp } from '../values/timestamp.tsx';
import { listAnswerChoices } from './answer-choices.ts';
import { AnswerDialog } from './answer-dialog.tsx';
import { HardwareNote } from './hardware-note.tsx';

const columns = ['Record', 'Class', 'Source', 'Why', 'In the run of'];

/** Records that wait for a person, and for administrators the way to answer them. `onDone` follows an answer. */
export function QuarantineTable({
  records,
  onDone,
}: {
  records: readonly QuarantinedRecord[];
  onDone: () => void;
}) {
  const [asked, setAsked] = useState<QuarantinedRecord>();
  const isAdministrator = useHas('administer');
  return (
    <>
      <Grid
        label="Waiting records"
        className="steps"
        columns={isAdministrator ? [...columns, 'Answer'] : columns}
      >
        {records.map((record) => (
          <RecordRow key={record.id} record={record} ask={isAdministrator ? setAsked : undefined} />
        ))}
      </Grid>
      {asked === undefined ? null : (
        <AnswerDialog
          record={asked}
          onClose={() => setAsked(undefined)}
          onDone={() => {
            setAsked(undefined);
            onDone();
          }}
        />
      )}
    </>
  );
}

function RecordRow({
  record,
  ask,
}: {
  record: QuarantinedRecord;
  ask: ((record: QuarantinedRecord) => void) | undefined;
}) {
  return (
    <tr>
      <th scope="row" className="clip">
        {record.key === '' ? '(no key)' : record.key}
      </th>
      <td>{record.class}</td>
      <td>
        <SourceLink name={record.source} ofRun />
      </td>
      <td className="clip">
        {record.reason}
        <HardwareNote evidence={record.evidence} />
        {record.faults.length === 0 ? null : (
          <ul className="changes">
            {record.faults.map((fault) => (
              <li key={`${fault.path} ${fault.message}`}>
                {fault.path} {fault.message}
              </li>
            ))}
          </ul>
        )}
      </td>
      <td>
        <Link className="link" to="/runs/$id" params={{ id: record.runId }}>
          <Timestamp at={record.at} />
        </Link>
      </td>
      {ask === undefined ? null : (
        <td>
          <AnswerButton record={record} ask={ask} />
        </td>
      )}
    </tr>
  );
}

function AnswerButton({
  record,
  ask,
}: {
  record: QuarantinedRecord;
  ask: (record: QuarantinedRecord) => void;
}) {
  if (listAnswerChoices(record.kind).length === 0) return <>only in the source</>;
  const key = record.key === '' ? 'the record without a key' : record.key;
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={`Answer: ${key} of ${record.source}`}
      onClick={() => ask(record)}
    >
      Answer
    </Button>
  );
}
