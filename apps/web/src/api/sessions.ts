import { send } from './http.ts';
import type { Account } from './types.ts';

export interface Session {
  account: Account;
}

export function signIn(username: string, password: string): Promise<Session> {
  return send('POST', '/api/sessions', { body: { username, password } });
}

export function signInWithLink(token: string): Promise<Session> {
  return send('POST', '/api/sessions/login-link', { body: { token } });
}

export function getCurrentSession(signal?: AbortSignal): Promise<Session> {
  return send('GET', '/api/sessions/current', signal ? { signal } : {});
}

export function signOut(): Promise<void> {
  return send('DELETE', '/api/sessions/current');
}

export function setPassword(password: string, current: string | undefined): Promise<void> {
  return send('PUT', '/api/accounts/current/password', {
    body: { password, ...(current === undefined ? {} : { current }) },
  });
}
