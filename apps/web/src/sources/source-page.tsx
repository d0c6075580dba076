import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { ApiError } from '../api/client.ts';
import { answersQuery } from '../api/quarantine.ts';
import { quarantineQuery, runsQuery, waitingRunsQuery } from '../api/queries.ts';
import { policiesQuery, type SourceDetail, sourceQuery, withdrawalQuery } from '../api/sources.ts';
import { AnswerList } from '../runs/answer-list.tsx';
import { orderRuns } from '../runs/run-text.ts';
import { Loading, NotFoundView, ProblemView } from '../shell/states.tsx';
import { useArrived } from '../shell/use-arrived.ts';
import { useTitle } from '../shell/use-title.ts';
import { formatDistance, formatInstant } from '../values/instants.ts';
import { Timestamp } from '../values/timestamp.tsx';
import { formatCount } from '../values/value-text.ts';
import { PolicySection } from './policy-section.tsx';
import { RunStrip } from './run-strip.tsx';
import { ScheduleSection } from './schedule-section.tsx';
import { describeNextStart, listWaiting } from './source-text.ts';
import { WithdrawalSection } from './withdrawal-section.tsx';
import '../runs/runs.css';
import './sources.css';

const route = getRouteApi('/app/sources/$source');

/** A source: what it is, how its runs went, what waits of it, and what its runs may do by themselves. */
export function SourcePage() {
  const { source: name } = route.useParams();
  const source = useQuery(sourceQuery(name));
  useTitle(`Source ${name}`);
  if (source.error instanceof ApiError && [400, 404].includes(source.error.status)) {
    return <NotFoundView what="There is no such source." />;
  }
  if (source.isError) return <ProblemView error={source.error} retry={() => void source.refetch()} />;
  if (source.data === undefined) return <Loading what="the source" />;
  return <SourceView key={name} source={source.data} />;
}

function SourceView({ source }: { source: SourceDetail }) {
  const { name, description } = source;
  const title = useRef<HTMLHeadingElement>(null);
  const arrived = useArrived([
    runsQuery(name),
    waitingRunsQuery(name),
    quarantineQuery({ source: name }),
    answersQuery(name),
    policiesQuery(name),
    withdrawalQuery(name),
  ]);
  if (!arrived) return <Loading what="the source" />;
  return (
    <article>
      <header>
        <Link className="link small" to="/runs">
          Runs
        </Link>
        <h1 ref={title} tabIndex={-1} className="page-title">
          Source {name}
        </h1>
        {description === '' ? null : <p className="page-lead">{description}</p>}
        <Standing source={source} />
      </header>
      <Runs source={name} />
      <AnswerList sources={[name]} onDone={() => title.current?.focus()} />
      <ScheduleSection source={source} />
      <PolicySection source={name} />
      <WithdrawalSection source={name} />
    </article>
  );
}

function Standing({ source }: { source: SourceDetail }) {
  const { lastGood } = source;
  return (
    <p className="facts in-text">
      {lastGood === null ? (
        <span>No run has gone well yet</span>
      ) : (
        <span>
          Last good run{' '}
          <Link
            className="link"
            to="/runs/$id"
            params={{ id: lastGood.id }}
            title={formatInstant(lastGood.at)}
          >
            {formatDistance(lastGood.at, new Date())}
          </Link>
        </span>
      )}
      <span>{describeNextStart(source, new Date())}</span>
    </p>
  );
}

/** How the runs went, and what of them waits for a person. */
function Runs({ source }: { source: string }) {
  const runs = useQuery(runsQuery(source));
  const older = useQuery(waitingRunsQuery(source));
  const quarantine = useQuery(quarantineQuery({ source }));
  const failed = [runs, older, quarantine].find((query) => query.isError);
  if (failed?.error) return <ProblemView error={failed.error} retry={() => void failed.refetch()} />;
  if (runs.data === undefined || older.data === undefined || quarantine.data === undefined)
    return <Loading what="runs" />;
  const { items, total } = runs.data;
  const waiting = listWaiting(orderRuns([...items, ...older.data.items]));
  const doubted = quarantine.data.total;
  return (
    <>
      <section>
        <h2 className="section-title">Runs</h2>
        {total > items.length ? (
          <p className="dim">
            The latest {formatCount(items.length)} of {formatCount(total)}.
          </p>
        ) : null}
        {total === 0 ? <p className="dim">No run yet.</p> : <RunStrip runs={items} />}
      </section>
      <section>
        <h2 className="section-title">What waits</h2>
        {waiting.length === 0 && doubted === 0 ? <p className="dim">Nothing waits for a person.</p> : null}
        <ul className="changes in-text">
          {waiting.map((run) => (
            <li key={run.id}>
              <Link className="link" to="/runs/$id" params={{ id: run.id }} search={{ state: 'held' }}>
                {formatCount(run.held)} {run.held === 1 ? 'step waits' : 'steps wait'} for a decision
              </Link>{' '}
              in the run of <Timestamp at={run.startedAt} />
            </li>
          ))}
          {doubted === 0 ? null : (
            <li>
              <Link className="link" to="/quarantine" search={{ source }}>
                {formatCount(doubted)} {doubted === 1 ? 'record waits' : 'records wait'} in quarantine
              </Link>
            </li>
          )}
        </ul>
      </section>
    </>
  );
}
