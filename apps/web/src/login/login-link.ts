import { ApiError } from '../api/client.ts';

/** The token of a one-time link, which stands behind `#` so that no server log ever holds it. */
export function parseLoginToken(hash: string): string | undefined {
  const token = new URLSearchParams(hash.replace(/^#/, '')).get('token');
  return token === null || token === '' ? undefined : token;
}

/** Where to go after signing in: only ever a place inside this site. */
export function toReturnAddress(value: unknown): string {
  if (typeof value !== 'string') return '/';
  const inside = value.startsWith('/') && !value.startsWith('//') && !value.includes('\\');
  return inside && !value.startsWith('/login') ? value : '/';
}

/** What a reader is told when a one-time link is refused. */
export function explainRefusedLink(error: unknown): string {
  const refused = error instanceof ApiError && error.status >= 400 && error.status < 500;
  if (!refused) return 'The link could not be checked. Open it again in a moment.';
  return (
    'This login link was already used, or its 15 minutes are over: each link works once. ' +
    'For a fresh one run “popis login-link” where Popis runs, or ask an administrator. If you have set a password, sign in with it below.'
  );
}
