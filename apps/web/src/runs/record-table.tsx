import { Link } from '@tanstack/react-router';
import type { ReportedRecord } from '../api/types.ts';
import { Grid } from '../shell/grid.tsx';
import { describeRecordStep, explainRecord, fateOf, hasCard } from './record-text.ts';

const columns = [{ name: 'No.', isNumber: true }, 'Record', 'Class', 'Became', 'What followed'];

/** Records of a run in the order in which they came, each with its card, its steps and its faults. */
export function RecordTable({ run, records }: { run: string; records: readonly ReportedRecord[] }) {
  return (
    <Grid label="Records" columns={columns} className="steps">
      {records.map((record) => (
        <RecordRow key={record.seq} run={run} record={record} />
      ))}
    </Grid>
  );
}

function RecordRow({ run, record }: { run: string; record: ReportedRecord }) {
  const { label, tone } = fateOf(record);
  const key = record.key === '' ? '(no key)' : record.key;
  return (
    <tr>
      <td className="number">{record.seq}</td>
      <th scope="row" className="clip">
        {record.cardId !== null && hasCard(record) ? (
          <Link className="link" to="/cards/$id" params={{ id: record.cardId }}>
            {key}
          </Link>
        ) : (
          key
        )}
        {record.isKept ? <p className="small dim">as it was sent in an earlier run</p> : null}
      </th>
      <td className="nowrap">{record.class}</td>
      <td>
        <span className="tag" data-tone={tone}>
          {label}
        </span>
      </td>
      <td className="clip">
        <RecordSteps run={run} record={record} name={key} />
        <Explanation record={record} />
      </td>
    </tr>
  );
}

function RecordSteps({ run, record, name }: { run: string; record: ReportedRecord; name: string }) {
  if (record.steps.length === 0)
    return record.outcome === 'quarantined' ? null : <span className="dim">nothing</span>;
  const text = record.steps.map(describeRecordStep).join('; ');
  if (record.cardId === null) return <>{text}</>;
  return (
    <Link
      className="link"
      to="/runs/$id"
      params={{ id: run }}
      search={{ card: record.cardId }}
      hash="changes"
    >
      {text}
      <span className="hidden-text">: {name}</span>
    </Link>
  );
}

/** Why it waits, and why anything of it was not written. */
function Explanation({ record }: { record: ReportedRecord }) {
  const told = explainRecord(record);
  if (told.length === 0) return null;
  return (
    <ul className="changes">
      {told.map((each) => (
        <li key={each}>{each}</li>
      ))}
    </ul>
  );
}
