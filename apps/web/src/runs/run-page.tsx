import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { ApiError } from '../api/client.ts';
import {
  approvedQuery,
  decisionsQuery,
  heldGroupsQuery,
  runQuery,
  runsQuery,
  undoQuery,
} from '../api/queries.ts';
import type { Run, RunCounts } from '../api/types.ts';
import { Loading, NotFoundView, ProblemView } from '../shell/states.tsx';
import { useArrived } from '../shell/use-arrived.ts';
import { useTitle } from '../shell/use-title.ts';
import { SourceLink } from '../sources/source-link.tsx';
import { formatDuration } from '../values/instants.ts';
import { Timestamp } from '../values/timestamp.tsx';
import { formatCount } from '../values/value-text.ts';
import { CompareLink, Comparison } from './comparison.tsx';
import { DecisionList } from './decision-list.tsx';
import { describeHeldCounts } from './held-text.ts';
import { RunActions } from './run-actions.tsx';
import { RunChanges } from './run-changes.tsx';
import { RunState } from './run-state.tsx';
import { actionOf, labelCounts } from './run-text.ts';
import { UndoReport } from './undo-report.tsx';
import { WaitingPanel } from './waiting-panel.tsx';
import './runs.css';

const route = getRouteApi('/app/runs/$id');

export function RunPage() {
  const { id } = route.useParams();
  const run = useQuery(runQuery(id));
  useTitle(run.data === undefined ? undefined : `Run of ${run.data.source}`);
  if (run.error instanceof ApiError && [400, 404].includes(run.error.status)) {
    return <NotFoundView what="There is no such run." />;
  }
  if (run.isPending) return <Loading what="the run" />;
  if (run.isError) return <ProblemView error={run.error} retry={() => void run.refetch()} />;
  return <RunView key={id} run={run.data} />;
}

function RunView({ run }: { run: Run }) {
  const { with: other } = route.useSearch();
  const arrived = useArrived([
    ...(waits(run) ? [heldGroupsQuery(run.id), approvedQuery(run.id)] : []),
    ...(run.holds.length > 0 ? [decisionsQuery(run.id)] : []),
    ...(run.undone === null ? [] : [undoQuery(run.id)]),
    ...(other === undefined ? [runsQuery(run.source)] : []),
  ]);
  if (!arrived) return <Loading what="the run" />;
  const unwritten = describeHeldCounts(run);
  return (
    <article>
      <RunHeader run={run} />
      <Decisions run={run} />
      {other === undefined ? <CompareLink run={run} /> : <Comparison run={run} other={other} />}
      <p>
        <Link className="link" to="/runs/$id/records" params={{ id: run.id }}>
          What became of each record
        </Link>
      </p>
      {unwritten === undefined ? null : <p>{unwritten}</p>}
      <dl className="run-counts">
        {labelCounts(run).map(([name, label]) => (
          <div key={name}>
            <dt>{label}</dt>
            <dd>
              <CountLink runId={run.id} name={name} count={run.counts[name]} />
            </dd>
          </div>
        ))}
      </dl>
      {run.notes.length === 0 ? null : (
        <section>
          <h2 className="section-title">Notes</h2>
          <ul>
            {run.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      )}
      <RunChanges run={run} />
    </article>
  );
}

function waits(run: Run): boolean {
  return run.held > 0 || run.state === 'waiting';
}

/** What waits, what was decided and what can be: whoever has done it is brought back here by the keyboard's focus. */
function Decisions({ run }: { run: Run }) {
  const focus = useRef<HTMLDivElement>(null);
  return (
    <div ref={focus} tabIndex={-1} className="waiting-place">
      <RunActions run={run} focus={focus} />
      {run.undone === null ? null : <UndoReport run={run} />}
      {waits(run) ? <WaitingPanel run={run} focus={focus} /> : null}
      {run.holds.length > 0 ? <DecisionList runId={run.id} /> : null}
    </div>
  );
}

/** A number leads to the changes that prove it. */
function CountLink({ runId, name, count }: { runId: string; name: keyof RunCounts; count: number }) {
  const action = actionOf(name);
  if (action === undefined || count === 0) return <>{formatCount(count)}</>;
  return (
    <Link className="link" to="/runs/$id" params={{ id: runId }} search={{ action }}>
      {formatCount(count)}
    </Link>
  );
}

function RunHeader({ run }: { run: Run }) {
  return (
    <header>
      <Link className="link small" to="/runs">
        Runs
      </Link>
      <h1 className="page-title in-text">
        Run of <SourceLink name={run.source} ofRun /> <RunState run={run} />
      </h1>
      <p className="facts">
        <span>
          Started <Timestamp at={run.startedAt} />
        </span>
        {run.finishedAt === null ? null : <span>took {formatDuration(run.startedAt, run.finishedAt)}</span>}
        <span>{run.mode === 'full' ? 'everything the source has' : 'only what changed in the source'}</span>
        <span>by {run.startedBy}</span>
        {run.read === null ? null : <span>{formatCount(run.read)} read</span>}
        {run.errors === null ? null : <span>{formatCount(run.errors)} read errors</span>}
        {run.complete === null ? null : (
          <span>{run.complete ? 'read to its end' : 'not read to its end'}</span>
        )}
        <span className="mono">{run.id}</span>
      </p>
    </header>
  );
}
