import { Burger } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { sessionQuery } from '../api/queries.ts';
import type { Account } from '../api/types.ts';
import { AccountMenu } from './account-menu.tsx';
import { AsOfBanner, AsOfControl } from './as-of-control.tsx';
import { ClassNav } from './class-nav.tsx';
import { SearchBox } from './search-box.tsx';
import { Loading, ProblemView } from './states.tsx';

/** Everything but signing in happens inside the shell, for somebody. */
export function Shell() {
  const session = useQuery(sessionQuery);
  if (session.error instanceof ApiError && session.error.status === 401) {
    return <SignInFirst />;
  }
  if (session.data !== undefined) return <SignedIn account={session.data.account} />;
  return (
    <main className="shell-main">
      {session.isError ? (
        <ProblemView error={session.error} retry={() => void session.refetch()} />
      ) : (
        <Loading what="your session" />
      )}
    </main>
  );
}

/** Leads to signing in and from there back to here; where "here" is, is settled before the address changes. */
function SignInFirst() {
  const address = useLocation({ select: (location) => location.href });
  const [returnTo] = useState(address);
  return <Navigate to="/login" search={{ returnTo }} replace />;
}

function SignedIn({ account }: { account: Account }) {
  const [open, setOpen] = useState(false);
  const path = useLocation({ select: (location) => location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a narrow screen each new page closes the menu
  useEffect(() => setOpen(false), [path]);
  return (
    <div className="shell">
      <a className="skip-link link" href="#content">
        Skip to content
      </a>
      <header className="shell-header">
        <Burger
          className="shell-menu-button"
          size="sm"
          opened={open}
          onClick={() => setOpen(!open)}
          aria-label="Navigation"
          aria-expanded={open}
          aria-controls="navigation"
        />
        <Link className="shell-brand" to="/">
          <img src="/favicon.svg" alt="" /> Popis
        </Link>
        <SearchBox />
        <div className="shell-tools">
          <AsOfControl />
          <AccountMenu account={account} />
        </div>
      </header>
      <ClassNav open={open} />
      <main className="shell-main" id="content" tabIndex={-1}>
        <AsOfBanner />
        <Outlet />
      </main>
    </div>
  );
}
