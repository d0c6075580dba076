import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { runChangesQuery } from '../api/queries.ts';
import type { RunChange } from '../api/types.ts';
import { PageBar } from '../classes/page-bar.tsx';
import { EmptyState, Loading, ProblemView } from '../shell/states.tsx';
import { formatDifference } from '../values/value-text.ts';
import { formatKey } from './run-text.ts';

const route = getRouteApi('/app/runs/$id');

export function RunChanges({ runId }: { runId: string }) {
  const search = route.useSearch();
  const changes = useQuery(runChangesQuery(runId, search.cursor));
  return (
    <section>
      <h2 className="section-title">Changes</h2>
      {changes.isPending ? <Loading what="changes" /> : null}
      {changes.isError ? <ProblemView error={changes.error} retry={() => void changes.refetch()} /> : null}
      {changes.data?.total === 0 ? (
        <EmptyState title="This run changes nothing">
          <p>All cards are already as the source describes them, or the run was not planned yet.</p>
        </EmptyState>
      ) : null}
      {changes.data !== undefined && changes.data.total > 0 ? (
        <>
          <PageBar page={changes.data} search={search} />
          <ChangeTable changes={changes.data.items} />
        </>
      ) : null}
    </section>
  );
}

function ChangeTable({ changes }: { changes: readonly RunChange[] }) {
  return (
    <div className="table-frame">
      <table className="grid">
        <thead>
          <tr>
            <th scope="col">Action</th>
            <th scope="col">Class</th>
            <th scope="col">Record</th>
            <th scope="col">What changes</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={`${change.seq} ${change.action} ${change.cardId} ${formatKey(change.key)}`}>
              <td>
                <span className="tag" data-tone={toneOfAction(change.action)}>
                  {change.action}
                </span>
              </td>
              <td className="nowrap">{change.class}</td>
              <th scope="row" className="clip">
                {change.cardId === null ? (
                  formatKey(change.key)
                ) : (
                  <Link className="link" to="/cards/$id" params={{ id: change.cardId }}>
                    {formatKey(change.key)}
                  </Link>
                )}
              </th>
              <td className="clip">
                {change.differences.length === 0 ? null : (
                  <ul className="changes">
                    {change.differences.map((difference) => (
                      <li key={difference.attribute}>
                        {difference.attribute} {formatDifference(difference)}
                      </li>
                    ))}
                  </ul>
                )}
              </td>
              <td className="clip">{change.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function toneOfAction(action: RunChange['action']) {
  if (action === 'retire' || action === 'unrelate') return 'bad';
  return action === 'quarantine' ? 'warn' : 'plain';
}
