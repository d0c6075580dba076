import { describe, expect, test } from 'vitest';
import { ApiError } from '../api/client.ts';
import { explainRefusedLink, parseLoginToken, toReturnAddress } from './login-link.ts';

test('the token of a login link stands behind the hash', () => {
  expect(parseLoginToken('#token=abc-_123')).toBe('abc-_123');
  expect(parseLoginToken('#token=')).toBeUndefined();
  expect(parseLoginToken('')).toBeUndefined();
});

test('after signing in one comes back to a place inside this site and to no other', () => {
  const wanted = [
    '/cards/1?tab=history',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/login',
    7,
  ];

  expect(wanted.map(toReturnAddress)).toEqual(['/cards/1?tab=history', '/', '/', '/', '/', '/']);
});

describe('a refused login link', () => {
  test('is told apart from a server that does not answer', () => {
    const refused = new ApiError({ type: '', title: '', detail: '', status: 401 });
    const unreachable = new ApiError({ type: '', title: '', detail: '', status: 0 });

    expect(explainRefusedLink(refused)).toMatch(/already used, or its 15 minutes are over/);
    expect(explainRefusedLink(unreachable)).toMatch(/could not be checked/);
  });
});
