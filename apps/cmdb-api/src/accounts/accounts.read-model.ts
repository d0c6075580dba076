import type { Tx } from '../platform/database/database.ts';
import { type Permission, permissions } from '../platform/permissions.ts';

/** An account with what it may do. */
export interface KnownAccount {
  id: string;
  username: string;
  displayName: string;
  active: boolean;
  hasPassword: boolean;
  createdAt: Date;
  roles: string[];
  permissions: Permission[];
}

interface AccountRow {
  id: string;
  username: string;
  display_name: string;
  active: boolean;
  has_password: boolean;
  created_at: Date;
  roles: string[];
  permissions: string[];
}

const selectAccount = `
  SELECT account.id, account.username, account.display_name, account.active, account.created_at,
    account.password_hash IS NOT NULL AS has_password,
    coalesce(array_agg(DISTINCT role.name) FILTER (WHERE role.name IS NOT NULL), '{}') AS roles,
    coalesce(array_agg(DISTINCT permission) FILTER (WHERE permission IS NOT NULL), '{}') AS permissions
  FROM account
  LEFT JOIN account_role ON account_role.account_id = account.id
  LEFT JOIN role ON role.name = account_role.role_name
  LEFT JOIN LATERAL unnest(role.permissions) AS permission ON true`;

export async function findKnownAccount(tx: Tx, id: string): Promise<KnownAccount | undefined> {
  const rows: AccountRow[] = await tx.query(`${selectAccount} WHERE account.id = $1 GROUP BY account.id`, [
    id,
  ]);
  return rows.map(toKnownAccount)[0];
}

export async function listAccounts(tx: Tx): Promise<KnownAccount[]> {
  const rows: AccountRow[] = await tx.query(`${selectAccount} GROUP BY account.id ORDER BY account.username`);
  return rows.map(toKnownAccount);
}

/** Idle time after which a session ends, whatever its expiry. */
const idle = "interval '12 hours'";

/** Account of a session that lives. */
export async function findAccountBySession(tx: Tx, tokenHash: Buffer): Promise<KnownAccount | undefined> {
  const rows: AccountRow[] = await tx.query(
    `${selectAccount} JOIN session ON session.account_id = account.id
     WHERE session.token_hash = $1 AND account.active
       AND session.expires_at > now() AND session.last_seen_at > now() - ${idle}
     GROUP BY account.id`,
    [tokenHash],
  );
  return rows.map(toKnownAccount)[0];
}

export async function findAccountByApiToken(tx: Tx, tokenHash: Buffer): Promise<KnownAccount | undefined> {
  const rows: AccountRow[] = await tx.query(
    `${selectAccount} JOIN api_token ON api_token.account_id = account.id
     WHERE api_token.token_hash = $1 AND account.active
       AND (api_token.expires_at IS NULL OR api_token.expires_at > now())
     GROUP BY account.id`,
    [tokenHash],
  );
  return rows.map(toKnownAccount)[0];
}

function toKnownAccount(row: AccountRow): KnownAccount {
  return {
    id: row.id,
    username: row.username,
    displayName: row.display_name,
    active: row.active,
    hasPassword: row.has_password,
    createdAt: row.created_at,
    roles: row.roles,
    permissions: permissions.filter((permission) => row.permissions.includes(permission)),
  };
}

export interface KnownApiToken {
  id: string;
  name: string;
  username: string;
  createdAt: Date;
  expiresAt: Date | null;
}

export async function listApiTokens(tx: Tx): Promise<KnownApiToken[]> {
  const rows: { id: string; name: string; username: string; created_at: Date; expires_at: Date | null }[] =
    await tx.query(
      `SELECT api_token.id, api_token.name, account.username, api_token.created_at, api_token.expires_at
       FROM api_token JOIN account ON account.id = api_token.account_id ORDER BY api_token.id`,
    );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    username: row.username,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }));
}

export async function listRoles(tx: Tx): Promise<{ name: string; label: string; permissions: string[] }[]> {
  return tx.query('SELECT name, label, permissions FROM role ORDER BY name');
}
