import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError } from '../api/client.ts';
import { runQuery, runRecordsQuery } from '../api/queries.ts';
import type { Run } from '../api/types.ts';
import { PageBar } from '../classes/page-bar.tsx';
import { EmptyState, Loading, NotFoundView, ProblemView } from '../shell/states.tsx';
import { useTitle } from '../shell/use-title.ts';
import { SourceLink } from '../sources/source-link.tsx';
import { Timestamp } from '../values/timestamp.tsx';
import { type RecordSearch, recordShows, toRecordsQuery } from './record-search.ts';
import { RecordTable } from './record-table.tsx';
import { explainNoRecords } from './record-text.ts';
import './runs.css';

const route = getRouteApi('/app/runs/$id/records');

/** What became of each record that a source sent in a run. */
export function RecordsPage() {
  const { id } = route.useParams();
  const run = useQuery(runQuery(id));
  useTitle(run.data === undefined ? undefined : `Records of the run of ${run.data.source}`);
  if (run.error instanceof ApiError && [400, 404].includes(run.error.status)) {
    return <NotFoundView what="There is no such run." />;
  }
  if (run.isError) return <ProblemView error={run.error} retry={() => void run.refetch()} />;
  if (run.data === undefined) return <Loading what="the run" />;
  return (
    <article>
      <Link className="link small" to="/runs/$id" params={{ id }}>
        Run
      </Link>
      <h1 className="page-title">What became of each record</h1>
      <p className="page-lead in-text">
        In the run of <SourceLink name={run.data.source} ofRun />, started{' '}
        <Timestamp at={run.data.startedAt} />, in the order in which the source sent them.
      </p>
      <Records run={run.data} />
    </article>
  );
}

function Records({ run }: { run: Run }) {
  const search = route.useSearch();
  const records = useQuery(runRecordsQuery(run.id, toRecordsQuery(search)));
  const { data } = records;
  const none = explainNoRecords(run, search.show !== undefined || search.key !== undefined);
  return (
    <>
      <ShowChoice search={search} />
      <KeySearch key={search.key ?? ''} search={search} />
      {records.isPending ? <Loading what="records" /> : null}
      {records.isError ? <ProblemView error={records.error} retry={() => void records.refetch()} /> : null}
      {data?.total === 0 ? (
        <EmptyState title={none.title}>
          <p>{none.text}</p>
        </EmptyState>
      ) : null}
      {data !== undefined && data.total > 0 ? (
        <>
          <PageBar page={data} search={search} />
          <RecordTable run={run.id} records={data.items} />
          {data.next === null ? null : <PageBar page={data} search={search} repeated />}
        </>
      ) : null}
    </>
  );
}

/** Which records are listed: a link each, so that every choice has an address. */
function ShowChoice({ search: { show, key } }: { search: RecordSearch }) {
  const choices = [{ show: undefined, label: 'All' }, ...recordShows];
  return (
    <nav aria-label="What became of them">
      <ul className="tabs">
        {choices.map((choice) => (
          <li key={choice.label}>
            <Link
              to="."
              search={{ show: choice.show, key }}
              aria-current={choice.show === show ? 'page' : undefined}
              activeOptions={{ exact: true }}
            >
              {choice.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function KeySearch({ search: { show, key = '' } }: { search: RecordSearch }) {
  const [text, setText] = useState(key);
  const navigate = route.useNavigate();
  const find = (wanted: string) =>
    void navigate({ search: { show, key: wanted === '' ? undefined : wanted } });
  return (
    <search>
      <form
        className="actions key-search"
        onSubmit={(event) => {
          event.preventDefault();
          find(text.trim());
        }}
      >
        <TextInput
          label="Key"
          description="Of one record, exactly as the source has it"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          Find
        </Button>
        {key === '' ? null : (
          <Button variant="subtle" onClick={() => find('')}>
            Show all keys
          </Button>
        )}
      </form>
    </search>
  );
}
