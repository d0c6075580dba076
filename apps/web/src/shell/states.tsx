import { Button, Loader } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiError } from '../api/client.ts';

export function Loading({ what }: { what: string }) {
  return (
    <p className="actions dim" role="status">
      <Loader size="xs" aria-hidden="true" /> Loading {what} …
    </p>
  );
}

/** What stands where nothing is: why, and what makes it fill. */
export function EmptyState({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="notice">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function adviceFor(error: unknown): string | undefined {
  if (!(error instanceof ApiError)) return 'This is a fault of the page. Reloading it may help.';
  if (error.status === 403) return 'Your account has no right to this. An administrator can give it.';
  return undefined;
}

/** A problem as the server told it: what, every fault, and the request id that finds it in the log. */
export function ProblemView({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = error instanceof ApiError ? error.problem : undefined;
  const title = problem?.title ?? 'Something went wrong';
  const detail = problem?.detail ?? (error instanceof Error ? error.message : '');
  const advice = adviceFor(error);
  return (
    <div className="notice" data-tone="bad" role="alert">
      <h2>{title}</h2>
      {detail === '' || detail === title ? null : <p>{detail}</p>}
      {problem?.faults && problem.faults.length > 0 ? (
        <ul>
          {problem.faults.map((fault) => (
            <li key={`${fault.path} ${fault.message}`}>
              {fault.path === '' ? null : <code className="mono">{fault.path}</code>} {fault.message}
            </li>
          ))}
        </ul>
      ) : null}
      {advice === undefined ? null : <p>{advice}</p>}
      {problem?.requestId === undefined ? null : (
        <p className="dim small">
          Request <code className="mono">{problem.requestId}</code>
        </p>
      )}
      <div className="actions">
        {retry === undefined ? null : (
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        )}
        {problem?.status === 401 ? (
          <Link className="link" to="/login" target="_blank">
            Sign in in a new tab, then try again
          </Link>
        ) : null}
      </div>
    </div>
  );
}

export function NotFoundView({ what }: { what: string }) {
  return (
    <section className="notice">
      <h1 className="page-title">Not found</h1>
      <p>{what}</p>
      <Link className="link" to="/">
        To the overview of all classes
      </Link>
    </section>
  );
}
