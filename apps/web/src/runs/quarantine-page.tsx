import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { quarantineQuery, sourcesQuery } from '../api/queries.ts';
import type { Source } from '../api/types.ts';
import { PageBar } from '../classes/page-bar.tsx';
import { EmptyState, Loading, ProblemView } from '../shell/states.tsx';
import { useTitle } from '../shell/use-title.ts';
import { AnswerList } from './answer-list.tsx';
import { QuarantineTable } from './quarantine-table.tsx';
import './runs.css';

const route = getRouteApi('/app/quarantine');

export function QuarantinePage() {
  useTitle('Quarantine');
  const search = route.useSearch();
  const { cursor, source } = search;
  const quarantine = useQuery(
    quarantineQuery({
      ...(cursor === undefined ? {} : { cursor }),
      ...(source === undefined ? {} : { source }),
    }),
  );
  const sources = useQuery(sourcesQuery);
  const title = useRef<HTMLHeadingElement>(null);
  // The button that opened a dialog goes with the record that was answered: the keyboard goes on from the top.
  const goOn = () => title.current?.focus();
  return (
    <>
      <div className="page-head">
        <div>
          <h1 ref={title} tabIndex={-1} className="page-title">
            Quarantine
          </h1>
          <p className="page-lead">
            Records whose card could not be told for sure. They were left out instead of guessed at: put the
            tag right in the source, and the next run takes them in. Where that cannot be, an administrator
            answers what they are.
          </p>
        </div>
      </div>
      {source === undefined ? null : (
        <p className="in-text">
          Only records of {source}.{' '}
          <Link className="link" to="/quarantine">
            Show all
          </Link>
        </p>
      )}
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
          <PageBar page={quarantine.data} search={search} />
          <QuarantineTable records={quarantine.data.items} onDone={goOn} />
        </>
      ) : null}
      {sources.isError ? <ProblemView error={sources.error} retry={() => void sources.refetch()} /> : null}
      {quarantine.isPending ? null : (
        <AnswerList sources={source === undefined ? listNames(sources.data) : [source]} onDone={goOn} />
      )}
    </>
  );
}

function listNames(sources: readonly Source[] = []): string[] {
  return sources.map(({ name }) => name);
}
