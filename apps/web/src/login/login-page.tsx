import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { sessionQuery } from '../api/queries.ts';
import { signIn, signInWithLink } from '../api/sessions.ts';
import type { Account } from '../api/types.ts';
import { Loading, ProblemView } from '../shell/states.tsx';
import { useTitle } from '../shell/use-title.ts';
import { explainRefusedLink, parseLoginToken, toReturnAddress } from './login-link.ts';
import './login.css';

const route = getRouteApi('/login');

function useEnter() {
  const { returnTo } = route.useSearch();
  const queryClient = useQueryClient();
  const router = useRouter();
  return (session: { account: Account }) => {
    queryClient.clear();
    queryClient.setQueryData(sessionQuery.queryKey, session);
    router.history.replace(toReturnAddress(returnTo));
  };
}

/** Takes the token of a one-time link out of the address bar and gives it in for a session, once. */
function useLoginLink(enter: (session: { account: Account }) => void) {
  const exchange = useMutation({ mutationFn: signInWithLink, onSuccess: enter });
  const { mutate } = exchange;
  useEffect(() => {
    const token = parseLoginToken(window.location.hash);
    if (token === undefined) return;
    // Out of the bar at once, so that neither a copied address nor the history keeps it.
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
    mutate(token);
  }, [mutate]);
  return exchange;
}

function explainRefusal(error: unknown): string | undefined {
  const refused = error instanceof ApiError && [400, 401].includes(error.status);
  return refused ? 'Username or password are not right.' : undefined;
}

export function LoginPage() {
  useTitle('Sign in');
  const enter = useEnter();
  const link = useLoginLink(enter);
  return (
    <main className="login">
      <h1 className="login-title">
        <img src="/favicon.svg" alt="" /> Popis
      </h1>
      {link.isPending || link.isSuccess ? <Loading what="your session" /> : null}
      {link.isError ? (
        <div className="notice" data-tone="bad" role="alert">
          <h2>This link does not open Popis any more</h2>
          <p>{explainRefusedLink(link.error)}</p>
        </div>
      ) : null}
      {link.isPending || link.isSuccess ? null : <LoginForm enter={enter} />}
    </main>
  );
}

function LoginForm({ enter }: { enter: (session: { account: Account }) => void }) {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const login = useMutation({ mutationFn: () => signIn(username, password), onSuccess: enter });
  const refusal = explainRefusal(login.error);
  return (
    <form
      className="stack"
      aria-label="Sign in"
      onSubmit={(event) => {
        event.preventDefault();
        login.mutate();
      }}
    >
      <TextInput
        label="Username"
        autoComplete="username"
        required
        value={username}
        onChange={(event) => setUsername(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={refusal}
      />
      {login.isError && refusal === undefined ? <ProblemView error={login.error} /> : null}
      <Button type="submit" loading={login.isPending}>
        Sign in
      </Button>
      <p className="dim small">
        No password yet? A fresh installation prints a one-time login link when it starts, and{' '}
        <code className="mono">popis login-link</code> prints another; an administrator can make one for you.
      </p>
    </form>
  );
}
