import type { Tx } from '../platform/database/database.ts';
import { AccountEntity } from './account.entity.ts';

/** An account as it is stored. */
export interface StoredAccount {
  id: string;
  username: string;
  displayName: string;
  passwordHash: string | null;
  active: boolean;
}

/** Processes that start at once wait for each other here. */
export async function lockFirstAccount(tx: Tx): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtext('popis first account'))");
}

export async function insertAccount(tx: Tx, account: StoredAccount): Promise<void> {
  await tx.getRepository(AccountEntity).insert(account);
}

export async function findAccountByUsername(tx: Tx, username: string): Promise<StoredAccount | undefined> {
  return (await tx.getRepository(AccountEntity).findOneBy({ username: username.toLowerCase() })) ?? undefined;
}

export async function findAccountById(tx: Tx, id: string): Promise<StoredAccount | undefined> {
  return (await tx.getRepository(AccountEntity).findOneBy({ id })) ?? undefined;
}

export async function updateAccount(
  tx: Tx,
  id: string,
  values: Partial<Pick<StoredAccount, 'displayName' | 'passwordHash' | 'active'>>,
): Promise<void> {
  if (Object.keys(values).length > 0) await tx.getRepository(AccountEntity).update({ id }, values);
}

/** Gives the account exactly these roles. */
export async function replaceRoles(tx: Tx, accountId: string, roles: readonly string[]): Promise<void> {
  await tx.query('DELETE FROM account_role WHERE account_id = $1 AND role_name <> ALL ($2::text[])', [
    accountId,
    roles,
  ]);
  await tx.query(
    `INSERT INTO account_role (account_id, role_name) SELECT $1, unnest($2::text[])
     ON CONFLICT ON CONSTRAINT account_role_account_id_role_name_pkey DO NOTHING`,
    [accountId, roles],
  );
}

export async function insertSession(
  tx: Tx,
  session: { tokenHash: Buffer; accountId: string; expiresAt: Date },
): Promise<void> {
  await tx.query('INSERT INTO session (token_hash, account_id, expires_at) VALUES ($1, $2, $3)', [
    session.tokenHash,
    session.accountId,
    session.expiresAt,
  ]);
}

/** Notes that a session was used, at most once a minute, so that it does not end for idleness. */
export async function touchSession(tx: Tx, tokenHash: Buffer): Promise<void> {
  await tx.query(
    "UPDATE session SET last_seen_at = now() WHERE token_hash = $1 AND last_seen_at < now() - interval '1 minute'",
    [tokenHash],
  );
}

export async function deleteSession(tx: Tx, tokenHash: Buffer): Promise<void> {
  await tx.query('DELETE FROM session WHERE token_hash = $1', [tokenHash]);
}

/** Ends every session of an account but `kept`. */
export async function deleteOtherSessions(
  tx: Tx,
  accountId: string,
  kept: Buffer = Buffer.alloc(0),
): Promise<void> {
  await tx.query('DELETE FROM session WHERE account_id = $1 AND token_hash <> $2', [accountId, kept]);
}

export async function deleteExpired(tx: Tx): Promise<void> {
  await tx.query('DELETE FROM session WHERE expires_at < now()');
  await tx.query("DELETE FROM login_link WHERE expires_at < now() - interval '1 day'");
  await tx.query('DELETE FROM login_failure WHERE window_ends_at < now()');
}

export async function insertLoginLink(
  tx: Tx,
  link: { tokenHash: Buffer; accountId: string; expiresAt: Date },
): Promise<void> {
  await tx.query('INSERT INTO login_link (token_hash, account_id, expires_at) VALUES ($1, $2, $3)', [
    link.tokenHash,
    link.accountId,
    link.expiresAt,
  ]);
}

/** Uses a link up. Of several requests at once only one gets the account: the row lock orders them. */
export async function useLoginLink(tx: Tx, tokenHash: Buffer): Promise<string | undefined> {
  const [rows]: [{ account_id: string }[], number] = await tx.query(
    `UPDATE login_link SET used_at = now()
     WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now() RETURNING account_id`,
    [tokenHash],
  );
  return rows[0]?.account_id;
}

export async function insertApiToken(
  tx: Tx,
  token: { id: string; accountId: string; name: string; tokenHash: Buffer; expiresAt: Date | null },
): Promise<void> {
  await tx.query(
    'INSERT INTO api_token (id, account_id, name, token_hash, expires_at) VALUES ($1, $2, $3, $4, $5)',
    [token.id, token.accountId, token.name, token.tokenHash, token.expiresAt],
  );
}

/** Makes this the only token of that name that the account has. */
export async function replaceApiToken(
  tx: Tx,
  token: { id: string; accountId: string; name: string; tokenHash: Buffer },
): Promise<void> {
  await tx.query('DELETE FROM api_token WHERE account_id = $1 AND name = $2 AND token_hash <> $3', [
    token.accountId,
    token.name,
    token.tokenHash,
  ]);
  await tx.query(
    `INSERT INTO api_token (id, account_id, name, token_hash) VALUES ($1, $2, $3, $4)
     ON CONFLICT ON CONSTRAINT api_token_token_hash_key DO NOTHING`,
    [token.id, token.accountId, token.name, token.tokenHash],
  );
}

/** Gives false when there is no such token. */
export async function deleteApiToken(tx: Tx, id: string): Promise<boolean> {
  const [, deleted]: [unknown, number] = await tx.query('DELETE FROM api_token WHERE id = $1', [id]);
  return deleted > 0;
}
