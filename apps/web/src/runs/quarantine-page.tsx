import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { quarantineQuery } from '../api/queries.ts';
import type { QuarantinedRecord } from '../api/types.ts';
import { PageBar } from '../classes/page-bar.tsx';
import { useHas } from '../shell/rights.ts';
import { EmptyState, Loading, ProblemView } from '../shell/states.tsx';
import { useTitle } from '../shell/use-title.ts';
import { Timestamp } from '../values/timestamp.tsx';
import { listAnswerChoices } from './answer-choices.ts';
import { AnswerDialog } from './answer-dialog.tsx';
import { AnswerList } from './answer-list.tsx';

import './runs.css';

const route = getRouteApi('/app/quarantine');

export function QuarantinePage() {
  useTitle('Quarantine');
  const search = route.useSearch();
  const quarantine = useQuery(quarantineQuery(search.cursor));
  return (
    <>
      <div className="page-head">
        <div>
          <h1 className="page-title">Quarantine</h1>
          <p className="page-lead">
            Records whose card could not be told for sure. They were left out instead of guessed at: put the
            tag right in the source, and the next run takes them in. Where that cannot be, an administrator
            answers what they are.
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
          <PageBar page={quarantine.data} search={search} />
          <RecordTable records={quarantine.data.items} />
        </>
      ) : null}
      <AnswerList />
    </>
  );
}

function RecordTable({ records }: { records: readonly QuarantinedRecord[] }) {
  const [asked, setAsked] = useState<QuarantinedRecord>();
  const isAdministrator = useHas('administer');
  return (
    <div className="table-frame">
      <table className="grid">
        <thead>
          <tr>
            <th scope="col">Record</th>
            <th scope="col">Class</th>
            <th scope="col">Source</th>
            <th scope="col">Why</th>
            <th scope="col">In the run of</th>
            {isAdministrator ? <th scope="col">Answer</th> : null}
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={record.id}>
              <th scope="row" className="clip">
                {record.key === '' ? '(no key)' : record.key}
              </th>
              <td>{record.class}</td>
              <td>{record.source}</td>
              <td className="clip">
                {record.reason}
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
              {isAdministrator ? (
                <td>
                  {listAnswerChoices(record.kind).length === 0 ? (
                    'only in the source'
                  ) : (
                    <Button size="xs" variant="default" onClick={() => setAsked(record)}>
                      Answer
                    </Button>
                  )}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
      {asked === undefined ? null : <AnswerDialog record={asked} onClose={() => setAsked(undefined)} />}
    </div>
  );
}
