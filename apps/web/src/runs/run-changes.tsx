import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { runChangesQuery } from '../api/queries.ts';
import type { RunChange } from '../api/types.ts';
import { PageBar } from '../classes/page-bar.tsx';
import { EmptyState, Loading, ProblemView } from '../shell/states.tsx';
import { formatDifference, formatValue } from '../values/value-text.ts';

const route = getRouteApi('/app/runs/$id');

export function RunChanges({ runId }: { runId: string }) {
  const search = route.useSearch();
  const changes = useQuery(
    runChangesQuery(runId, {
      ...(search.cursor === undefined ? {} : { cursor: search.cursor }),
      ...(search.action === undefined ? {} : { action: search.action }),
    }),
  );
  return (
    <section>
      <h2 className="section-title">
        {search.action === undefined ? 'Changes' : `Changes: ${search.action}`}{' '}
        {search.action === undefined ? null : (
          <Link className="link small" to="/runs/$id" params={{ id: runId }}>
            Show all
          </Link>
        )}
      </h2>
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
            <tr key={change.seq}>
              <td>
                <span className="tag" data-tone={toneOfAction(change.action)}>
                  {change.action}
                </span>{' '}
                {change.state === 'failed' ? (
                  <span className="tag" data-tone="bad">
                    failed
                  </span>
                ) : null}
              </td>
              <td className="nowrap">{change.class}</td>
              <th scope="row" className="clip">
                {change.cardId === null ? (
                  (change.key ?? '(no key)')
                ) : (
                  <Link className="link" to="/cards/$id" params={{ id: change.cardId }}>
                    {change.key ?? '(no key)'}
                  </Link>
                )}
              </th>
              <td className="clip">
                {change.relation === null ? null : (
                  <span className="in-text">
                    {change.relation.domain} of{' '}
                    <Link className="link" to="/cards/$id" params={{ id: change.relation.masterId }}>
                      its whole
                    </Link>
                  </span>
                )}
                {change.differences.length === 0 ? null : (
                  <ul className="changes">
                    {change.differences.map((difference) => (
                      <li key={difference.attribute}>
                        {difference.attribute}{' '}
                        {change.action === 'create'
                          ? formatValue(difference.new)
                          : formatDifference(difference)}
                      </li>
                    ))}
                  </ul>
                )}
              </td>
              <td className="clip">
                {change.reason}
                {change.fault === null ? null : <p className="small">{change.fault}</p>}
              </td>
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
