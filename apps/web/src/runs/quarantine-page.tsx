import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { quarantineQuery } from '../api/queries.ts';
import type { QuarantinedRecord } from '../api/types.ts';
import { EmptyState, Loading, ProblemView } from '../shell/states.tsx';
import { useTitle } from '../shell/use-title.ts';
import { formatCount } from '../values/value-text.ts';
import { formatKey } from './run-text.ts';

export function QuarantinePage() {
  useTitle('Quarantine');
  const quarantine = useQuery(quarantineQuery(undefined));
  return (
    <>
      <div className="page-head">
        <div>
          <h1 className="page-title">Quarantine</h1>
          <p className="page-lead">
            Records whose card could not be told for sure. They were left out instead of guessed at: put the
            tag right in the source, and the next run takes them in.
          </p>
        </div>
      </div>
      {quarantine.isPending ? <Loading what="quarantine" /> : null}
      {quarantine.isError ? (
        <ProblemView error={quarantine.error} retry={() => void quarantine.refetch()} />
      ) : null}
      {quarantine.data?.total === 0 ? (
        <EmptyState title="Nothing is in quarantine">
          <p>Every record of the last runs found its card, or became a new one.</p>
        </EmptyState>
      ) : null}
      {quarantine.data !== undefined && quarantine.data.total > 0 ? (
        <>
          <p className="count-line">
            {formatCount(quarantine.data.items.length)} of {formatCount(quarantine.data.total)}
          </p>
          <RecordTable records={quarantine.data.items} />
        </>
      ) : null}
    </>
  );
}

function RecordTable({ records }: { records: readonly QuarantinedRecord[] }) {
  return (
    <div className="table-frame">
      <table className="grid">
        <thead>
          <tr>
            <th scope="col">Record</th>
            <th scope="col">Class</th>
            <th scope="col">Source</th>
            <th scope="col">Why</th>
            <th scope="col">Run</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={`${record.runId} ${record.seq}`}>
              <th scope="row" className="clip">
                {formatKey(record.key)}
              </th>
              <td>{record.class}</td>
              <td>{record.source}</td>
              <td className="clip">{record.reason}</td>
              <td>
                <Link className="link" to="/runs/$id" params={{ id: record.runId }}>
                  The run
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
