import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../api/client.ts';
import { sessionQuery } from '../api/queries.ts';
import { setPassword } from '../api/sessions.ts';
import { ProblemView } from '../shell/states.tsx';
import { useTitle } from '../shell/use-title.ts';
import './login.css';

function faultOf(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.problem.faults?.find((fault) => fault.path === field)?.message;
}

export function PasswordPage() {
  useTitle('Set password');
  const session = useQuery(sessionQuery);
  const queryClient = useQueryClient();
  const [current, setCurrent] = useState('');
  const [password, setNext] = useState('');
  const [repeated, setRepeated] = useState('');
  const save = useMutation({
    mutationFn: () => setPassword(password, current === '' ? undefined : current),
    onSuccess: async () => {
      setCurrent('');
      setNext('');
      setRepeated('');
      await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  const differs = repeated !== '' && repeated !== password;
  const fieldFault = faultOf(save.error, 'password') ?? faultOf(save.error, 'current');
  return (
    <section className="narrow">
      <h1 className="page-title">Set password</h1>
      <p className="page-lead">
        With a password you can sign in without a login link. Sessions in other browsers end.
      </p>
      <form
        className="stack password-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!differs) save.mutate();
        }}
      >
        <input
          type="text"
          autoComplete="username"
          value={session.data?.account.username ?? ''}
          readOnly
          hidden
        />
        {session.data?.account.hasPassword ? (
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            required
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            error={faultOf(save.error, 'current')}
          />
        ) : null}
        <PasswordInput
          label="New password"
          autoComplete="new-password"
          required
          value={password}
          onChange={(event) => setNext(event.currentTarget.value)}
          error={faultOf(save.error, 'password')}
        />
        <PasswordInput
          label="New password again"
          autoComplete="new-password"
          required
          value={repeated}
          onChange={(event) => setRepeated(event.currentTarget.value)}
          error={differs ? 'is not the same' : undefined}
        />
        {save.isError && fieldFault === undefined ? <ProblemView error={save.error} /> : null}
        {save.isSuccess ? <p role="status">The password is set.</p> : null}
        <div className="actions">
          <Button type="submit" loading={save.isPending}>
            Set password
          </Button>
        </div>
      </form>
    </section>
  );
}
