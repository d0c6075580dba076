/** What a role may allow. */
export const permissions = ['read', 'edit', 'reconcile', 'administer'] as const;
export type Permission = (typeof permissions)[number];

/** Who may use a route: a permission, everybody who is signed in, or anyone at all. */
export type Access = Permission | 'signed-in' | 'anyone';

/** Who is asking, within one request. */
export interface Caller {
  accountId: string;
  username: string;
  displayName: string;
  roles: readonly string[];
  permissions: readonly Permission[];
  /** A cookie is sent by a browser unasked, so its unsafe requests need a header as proof; a token is not. */
  means: 'session' | 'token';
  requestId: string;
}
