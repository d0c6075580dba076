import { Inject, Injectable } from '@nestjs/common';
import { InvalidInputError, NotFoundError, UnauthenticatedError } from '@popis/errors';
import { Database, type Tx } from '../platform/database/database.ts';
import { TooManyAttemptsError } from '../platform/too-many-attempts-error.ts';
import {
  findAccountByApiToken,
  findAccountBySession,
  findKnownAccount,
  type KnownAccount,
} from './accounts.read-model.ts';
import {
  deleteExpired,
  deleteOtherSessions,
  deleteSession,
  findAccountById,
  findAccountByUsername,
  insertLoginLink,
  insertSession,
  touchSession,
  updateAccount,
  useLoginLink,
} from './accounts.repository.ts';
import {
  type AttemptLimit,
  countAttempt,
  forgiveAttempt,
  windowSeconds,
} from './login-throttle.repository.ts';
import { hashPassword, hashSecret, isPassword, makeSecret } from './secrets.ts';

const sessionMs = 7 * 24 * 3_600_000;
const loginLinkMs = 15 * 60_000;

/** A session that has just begun; `secret` is for the cookie and exists nowhere else. */
export interface NewSession {
  account: KnownAccount;
  secret: string;
  expiresAt: Date;
}

/** Ways in: passwords, login links, sessions, API tokens. */
@Injectable()
export class SessionsService {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** @throws UnauthenticatedError without saying whether the name or the password is wrong. */
  async signIn(username: string, password: string, address: string): Promise<NewSession> {
    const limits = limitsOf(username, address);
    await this.count(limits);
    const account = await findAccountByUsername(this.database.single, username);
    const isRight = await isPassword(password, account?.passwordHash ?? null);
    if (account === undefined || !isRight || !account.active) {
      throw new UnauthenticatedError('Username or password is wrong');
    }
    return this.database.transaction(async (tx) => {
      await forgiveAttempt(
        tx,
        limits.map((limit) => limit.key),
        limits[0].key,
      );
      return beginSession(tx, account.id);
    });
  }

  async signInByLink(token: string, address: string): Promise<NewSession> {
    await this.count([{ key: `address:${address}`, most: 100 }]);
    return this.database.transaction(async (tx) => {
      const accountId = await useLoginLink(tx, hashSecret(token));
      const account = accountId === undefined ? undefined : await findAccountById(tx, accountId);
      if (account === undefined || !account.active) {
        throw new UnauthenticatedError('The login link is not valid, or was used already');
      }
      return beginSession(tx, account.id);
    });
  }

  async signOut(secret: string): Promise<void> {
    await deleteSession(this.database.single, hashSecret(secret));
  }

  async findBySession(secret: string): Promise<KnownAccount | undefined> {
    const tokenHash = hashSecret(secret);
    const account = await findAccountBySession(this.database.single, tokenHash);
    if (account !== undefined) await touchSession(this.database.single, tokenHash);
    return account;
  }

  async findByToken(token: string): Promise<KnownAccount | undefined> {
    return findAccountByApiToken(this.database.single, hashSecret(token));
  }

  async getAccount(id: string): Promise<KnownAccount> {
    const account = await findKnownAccount(this.database.single, id);
    if (account === undefined) throw new NotFoundError('There is no such account');
    return account;
  }

  async createLoginLink(username: string): Promise<{ token: string; expiresAt: Date }> {
    return this.database.transaction(async (tx) => {
      const account = await findAccountByUsername(tx, username);
      if (account === undefined || !account.active) {
        throw new NotFoundError(`There is no active account "${username}"`);
      }
      const token = makeSecret();
      const expiresAt = new Date(Date.now() + loginLinkMs);
      await insertLoginLink(tx, { tokenHash: hashSecret(token), accountId: account.id, expiresAt });
      return { token, expiresAt };
    });
  }

  /** Sets a password; whoever has one must show it. Every other session of the account ends. */
  async setPassword(
    accountId: string,
    password: string,
    current: string | undefined,
    sessionSecret: string | undefined,
  ): Promise<void> {
    const account = await findAccountById(this.database.single, accountId);
    if (account === undefined) throw new NotFoundError('There is no such account');
    if (account.passwordHash !== null && !(await isPassword(current ?? '', account.passwordHash))) {
      throw new InvalidInputError('The current password is wrong', [
        { path: 'current', message: 'is not the current password' },
      ]);
    }
    const passwordHash = await hashPassword(password);
    await this.database.transaction(async (tx) => {
      await updateAccount(tx, accountId, { passwordHash });
      const kept = sessionSecret === undefined ? undefined : hashSecret(sessionSecret);
      await deleteOtherSessions(tx, accountId, kept);
    });
  }

  /** Counts in a transaction of its own: the count must outlive the failure that follows. */
  private async count(limits: readonly AttemptLimit[]): Promise<void> {
    const over = await this.database.transaction((tx) => countAttempt(tx, limits));
    if (over.length > 0) throw new TooManyAttemptsError('Too many attempts to sign in', windowSeconds);
  }
}

/** An account from one address first, so that nobody can lock somebody else out from elsewhere at little cost. */
function limitsOf(username: string, address: string): [AttemptLimit, ...AttemptLimit[]] {
  const name = username.toLowerCase().slice(0, 100);
  return [
    { key: `account:${name}@${address}`, most: 5 },
    { key: `account:${name}`, most: 50 },
    { key: `address:${address}`, most: 100 },
  ];
}

async function beginSession(tx: Tx, accountId: string): Promise<NewSession> {
  await deleteExpired(tx);
  const secret = makeSecret();
  const expiresAt = new Date(Date.now() + sessionMs);
  await insertSession(tx, { tokenHash: hashSecret(secret), accountId, expiresAt });
  const account = await findKnownAccount(tx, accountId);
  if (account === undefined) throw new NotFoundError('There is no such account');
  return { account, secret, expiresAt };
}
