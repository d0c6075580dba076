import { z } from 'zod';
import { listOf } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import { permissions } from '../platform/permissions.ts';
import type { KnownAccount, KnownApiToken } from './accounts.read-model.ts';
import { shortestPassword } from './secrets.ts';

const instant = z.iso.datetime();
const username = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._@-]{0,99}$/, 'must be letters, digits and . _ @ -');
const newPassword = z
  .string()
  .min(shortestPassword, `must have at least ${shortestPassword} characters`)
  .max(500);
const roleNames = z.array(z.string().max(60)).max(20);
const displayName = z.string().trim().min(1, 'must not be empty').max(200);

const signedIn = z
  .object({
    account: z.object({
      id: z.uuid(),
      username: z.string(),
      displayName: z.string(),
      roles: z.array(z.string()),
      permissions: z.array(z.enum(permissions)),
      hasPassword: z.boolean(),
    }),
  })
  .meta({ id: 'Session' });

const accountSchema = z
  .object({
    id: z.uuid(),
    username: z.string(),
    displayName: z.string(),
    active: z.boolean(),
    hasPassword: z.boolean(),
    roles: z.array(z.string()),
    createdAt: instant,
  })
  .meta({ id: 'Account' });

const tokenSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    username: z.string(),
    createdAt: instant,
    expiresAt: instant.nullable(),
  })
  .meta({ id: 'Token' });

export const createSessionRoute = defineRoute({
  method: 'POST',
  path: '/sessions',
  summary: 'Sign in with a password',
  access: 'anyone',
  body: z.strictObject({ username: z.string().max(200), password: z.string().max(500) }),
  responses: { 200: signedIn },
  problems: [401, 429],
});

export const createSessionByLinkRoute = defineRoute({
  method: 'POST',
  path: '/sessions/login-link',
  summary: 'Sign in with a one-time login link',
  access: 'anyone',
  body: z.strictObject({ token: z.string().max(200) }),
  responses: { 200: signedIn },
  problems: [401, 429],
});

export const getSessionRoute = defineRoute({
  method: 'GET',
  path: '/sessions/current',
  summary: 'Who is signed in',
  access: 'signed-in',
  responses: { 200: signedIn },
});

export const deleteSessionRoute = defineRoute({
  method: 'DELETE',
  path: '/sessions/current',
  summary: 'Sign out',
  access: 'signed-in',
  responses: { 204: 'empty' },
});

export const createLoginLinkRoute = defineRoute({
  method: 'POST',
  path: '/login-links',
  summary: 'Make a link that signs an account in once, within 15 minutes',
  access: 'administer',
  body: z.strictObject({ username: username.default('admin') }),
  responses: { 201: z.object({ url: z.url(), token: z.string(), expiresAt: instant }) },
  problems: [404],
});

export const setPasswordRoute = defineRoute({
  method: 'PUT',
  path: '/accounts/current/password',
  summary: 'Set the password of the account that is signed in; its other sessions end',
  access: 'signed-in',
  body: z.strictObject({ password: newPassword, current: z.string().max(500).optional() }),
  responses: { 204: 'empty' },
});

export const listAccountsRoute = defineRoute({
  method: 'GET',
  path: '/accounts',
  summary: 'List accounts',
  access: 'administer',
  responses: { 200: listOf(accountSchema) },
});

export const createAccountRoute = defineRoute({
  method: 'POST',
  path: '/accounts',
  summary: 'Create an account',
  access: 'administer',
  body: z.strictObject({ username, displayName, roles: roleNames, password: newPassword.optional() }),
  responses: { 201: accountSchema },
  problems: [409],
});

export const updateAccountRoute = defineRoute({
  method: 'PATCH',
  path: '/accounts/{id}',
  summary: 'Change an account; one that is not active cannot sign in and its sessions end',
  access: 'administer',
  params: z.object({ id: z.uuid() }),
  body: z.strictObject({
    displayName: displayName.optional(),
    roles: roleNames.optional(),
    active: z.boolean().optional(),
  }),
  responses: { 200: accountSchema },
  problems: [404],
});

export const listRolesRoute = defineRoute({
  method: 'GET',
  path: '/roles',
  summary: 'List roles and what they allow',
  access: 'signed-in',
  responses: {
    200: listOf(
      z
        .object({ name: z.string(), label: z.string(), permissions: z.array(z.enum(permissions)) })
        .meta({ id: 'Role' }),
    ),
  },
});

export const listTokensRoute = defineRoute({
  method: 'GET',
  path: '/tokens',
  summary: 'List API tokens; their secrets are never shown again',
  access: 'administer',
  responses: { 200: listOf(tokenSchema) },
});

export const createTokenRoute = defineRoute({
  method: 'POST',
  path: '/tokens',
  summary: 'Make an API token for an account; the secret is in this answer only',
  access: 'administer',
  body: z.strictObject({
    name: z.string().trim().min(1).max(200),
    username,
    expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
  }),
  responses: { 201: tokenSchema.extend({ token: z.string() }).meta({ id: 'NewToken' }) },
  problems: [404],
});

export const deleteTokenRoute = defineRoute({
  method: 'DELETE',
  path: '/tokens/{id}',
  summary: 'Revoke an API token',
  access: 'administer',
  params: z.object({ id: z.uuid() }),
  responses: { 204: 'empty' },
  problems: [404],
});

export function toSession(account: KnownAccount): z.input<typeof signedIn> {
  return {
    account: {
      id: account.id,
      username: account.username,
      displayName: account.displayName,
      roles: account.roles,
      permissions: account.permissions,
      hasPassword: account.hasPassword,
    },
  };
}

export function toAccount(account: KnownAccount): z.input<typeof accountSchema> {
  return {
    id: account.id,
    username: account.username,
    displayName: account.displayName,
    active: account.active,
    hasPassword: account.hasPassword,
    roles: account.roles,
    createdAt: account.createdAt.toISOString(),
  };
}

export function toToken(token: KnownApiToken): z.input<typeof tokenSchema> {
  return {
    id: token.id,
    name: token.name,
    username: token.username,
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.expiresAt?.toISOString() ?? null,
  };
}
