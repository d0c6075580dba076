import { api, finish, unwrap } from './client.ts';
import type { Session } from './types.ts';

export function signIn(username: string, password: string): Promise<Session> {
  return unwrap(api.POST('/api/sessions', { body: { username, password } }));
}

export function signInWithLink(token: string): Promise<Session> {
  return unwrap(api.POST('/api/sessions/login-link', { body: { token } }));
}

export function getCurrentSession(signal: AbortSignal): Promise<Session> {
  return unwrap(api.GET('/api/sessions/current', { signal }));
}

export function signOut(): Promise<void> {
  return finish(api.DELETE('/api/sessions/current'));
}

export function setPassword(password: string, current: string | undefined): Promise<void> {
  return finish(
    api.PUT('/api/accounts/current/password', {
      body: { password, ...(current === undefined ? {} : { current }) },
    }),
  );
}
