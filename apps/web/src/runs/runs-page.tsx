import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { runsQuery, sourcesQuery, waitingRunsQuery } from '../api/queries.ts';
import type { Run, Source } from '../api/types.ts';
import { Grid } from '../shell/grid.tsx';
import { EmptyState, Loading, ProblemView } from '../shell/states.tsx';
import { useTitle } from '../shell/use-title.ts';
import { SourceLink } from '../sources/source-link.tsx';
import { formatDuration } from '../values/instants.ts';
import { Timestamp } from '../values/timestamp.tsx';
import { formatCount } from '../values/value-text.ts';
import { RunState } from './run-state.tsx';
import { formatCounts, orderRuns } from './run-text.ts';
import './runs.css';

export function RunsPage() {
  useTitle('Runs');
  const sources = useQuery(sourcesQuery);
  return (
    <>
      <div className="page-head">
        <div>
          <h1 className="page-title">Runs</h1>
          <p className="page-lead">
            A source is a system that data comes from; a run is one time that the connector brought its data
            here.
          </p>
        </div>
      </div>
      {sources.isPending ? <Loading what="sources" /> : null}
      {sources.isError ? <ProblemView error={sources.error} retry={() => void sources.refetch()} /> : null}
      {sources.data === undefined ? null : <Runs sources={sources.data} />}
    </>
  );
}

function Runs({ sources }: { sources: readonly Source[] }) {
  const answers = useQueries({ queries: sources.map((source) => runsQuery(source.name)) });
  const waiting = useQueries({ queries: sources.map((source) => waitingRunsQuery(source.name)) });
  const all = [...answers, ...waiting];
  const failed = all.find((answer) => answer.isError);
  if (failed?.error) return <ProblemView error={failed.error} retry={() => void failed.refetch()} />;
  const runs = orderRuns(all.flatMap((answer) => answer.data?.items ?? []));
  const hidden = answers.reduce((count, answer) => count + (answer.data?.total ?? 0), 0) - runs.length;
  if (all.some((answer) => answer.isPending)) return <Loading what="runs" />;
  return (
    <>
      {runs.length === 0 ? (
        <EmptyState title="No run yet">
          <p>
            The connector makes one each time it brings an inventory here:{' '}
            <code className="mono">popis connector run</code>.
          </p>
        </EmptyState>
      ) : (
        <RunTable runs={runs} />
      )}
      {hidden > 0 ? <p className="dim">{formatCount(hidden)} earlier runs are not shown.</p> : null}
      <h2 className="section-title">Sources</h2>
      <SourceTable sources={sources} />
    </>
  );
}

function RunTable({ runs }: { runs: readonly Run[] }) {
  return (
    <Grid
      label="Runs"
      className="steps"
      columns={['Started', 'Source', 'State', 'Took', { name: 'Read', isNumber: true }, 'Outcome', 'Notes']}
    >
      {runs.map((run) => (
        <tr key={run.id}>
          <th scope="row">
            <Link className="link" to="/runs/$id" params={{ id: run.id }}>
              <Timestamp at={run.startedAt} />
            </Link>
          </th>
          <td>
            <SourceLink name={run.source} ofRun /> <span className="dim">{run.mode}</span>
          </td>
          <td>
            <RunState run={run} />
          </td>
          <td className="nowrap" data-label="took">
            {run.finishedAt === null ? '' : formatDuration(run.startedAt, run.finishedAt)}
          </td>
          <td className="number" data-label="read">
            {run.read === null ? '' : formatCount(run.read)}
          </td>
          <td>
            {formatCounts(run)}
            {run.held > 0 && !run.dry ? (
              <p className="small waits">of these {formatCount(run.held)} wait for a decision</p>
            ) : null}
          </td>
          <td>{run.notes.join(' · ')}</td>
        </tr>
      ))}
    </Grid>
  );
}

function SourceTable({ sources }: { sources: readonly Source[] }) {
  return (
    <Grid label="Sources" columns={['Source', 'Description']}>
      {sources.map((source) => (
        <tr key={source.name}>
          <th scope="row">
            <SourceLink name={source.name} ofRun />
          </th>
          <td>{source.description}</td>
        </tr>
      ))}
    </Grid>
  );
}
