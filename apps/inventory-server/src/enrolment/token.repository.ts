import { createHash } from 'node:crypto';
import type { Row, Statements } from '../database/database.ts';
import type { Approval } from './enrolment-rules.ts';

/** A token as it is kept: without the token itself. */
export interface StoredToken {
  id: number;
  label: string | null;
  /** TAG of the devices that enrol with it; null = what they say. */
  tag: string | null;
  approval: Approval;
  usesLeft: number;
  /** In ms since 1970. */
  expiresAt: number;
  isRevoked: boolean;
}

const COLUMNS =
  't.id AS id, t.label AS label, t.tag AS tag, t.approval AS approval, t.uses_left AS uses_left, t.expires AS expires, t.revoked AS revoked';

/** Tokens are 32 random bytes: a plain digest cannot be turned back. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export async function insertToken(
  statements: Statements,
  token: {
    hash: string;
    label: string;
    tag: string | null;
    approval: Approval;
    uses: number;
    expiresAt: number;
  },
): Promise<number> {
  return await statements.insertOne('enrolment_token', {
    token_hash: token.hash,
    label: token.label,
    tag: token.tag,
    approval: token.approval,
    uses_left: token.uses,
    expires: token.expiresAt,
  });
}

/** The token of a digest; nobody else uses it until the transaction ends. */
export async function findTokenForUse(
  statements: Statements,
  hash: string,
): Promise<StoredToken | undefined> {
  const [row] = await statements.query(
    `SELECT ${COLUMNS} FROM enrolment_token t WHERE t.token_hash = ? FOR UPDATE`,
    [hash],
  );
  return row === undefined ? undefined : toToken(row);
}

export async function useToken(statements: Statements, id: number): Promise<void> {
  await statements.query('UPDATE enrolment_token SET uses_left = uses_left - 1 WHERE id = ?', [id]);
}

export async function listTokens(statements: Statements): Promise<StoredToken[]> {
  return (await statements.query(`SELECT ${COLUMNS} FROM enrolment_token t ORDER BY t.id`)).map(toToken);
}

export async function revokeToken(statements: Statements, now: string, id: number): Promise<boolean> {
  await statements.query(`UPDATE enrolment_token SET revoked = COALESCE(revoked, ${now}) WHERE id = ?`, [id]);
  return (await statements.query('SELECT t.id AS id FROM enrolment_token t WHERE t.id = ?', [id])).length > 0;
}

function toToken(row: Row): StoredToken {
  return {
    id: Number(row.id),
    label: row.label === null ? null : String(row.label),
    tag: row.tag === null ? null : String(row.tag),
    approval: row.approval === 'review' ? 'review' : 'automatic',
    usesLeft: Number(row.uses_left),
    expiresAt: Number(row.expires),
    isRevoked: row.revoked !== null,
  };
}
