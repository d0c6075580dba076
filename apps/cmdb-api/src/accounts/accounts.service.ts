import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, InvalidInputError, NotFoundError } from '@popis/errors';
import { Database, type Tx } from '../platform/database/database.ts';
import { violatedConstraint } from '../platform/database/violations.ts';
import { newId } from '../platform/ids.ts';
import {
  findKnownAccount,
  type KnownAccount,
  type KnownApiToken,
  listAccounts,
  listApiTokens,
  listRoles,
} from './accounts.read-model.ts';
import {
  deleteApiToken,
  deleteOtherSessions,
  findAccountById,
  findAccountByUsername,
  insertAccount,
  insertApiToken,
  lockFirstAccount,
  replaceApiToken,
  replaceRoles,
  updateAccount,
} from './accounts.repository.ts';
import { hashPassword, hashSecret, makeSecret } from './secrets.ts';

/** The account that an installation begins with. It has no password until its owner sets one. */
const firstAccount = { username: 'admin', displayName: 'Administrator', roles: ['administrator'] };
const fileTokenName = 'ADMIN_TOKEN_FILE';

export interface NewAccount {
  username: string;
  displayName: string;
  roles: readonly string[];
  password?: string | undefined;
}

/** Accounts, their roles and their API tokens. */
@Injectable()
export class AccountsService {
  constructor(@Inject(Database) private readonly database: Database) {}

  async list(): Promise<KnownAccount[]> {
    return listAccounts(this.database.single);
  }

  async listRoles() {
    return listRoles(this.database.single);
  }

  async create(account: NewAccount): Promise<KnownAccount> {
    const passwordHash = account.password === undefined ? null : await hashPassword(account.password);
    try {
      return await this.database.transaction((tx) => addAccount(tx, account, passwordHash));
    } catch (error) {
      if (violatedConstraint(error) !== 'account_username_key') throw error;
      throw new ConflictError(`There is an account "${account.username}" already`, { cause: error });
    }
  }

  async update(
    id: string,
    values: {
      displayName?: string | undefined;
      roles?: readonly string[] | undefined;
      active?: boolean | undefined;
    },
  ): Promise<KnownAccount> {
    return this.database.transaction(async (tx) => {
      if ((await findAccountById(tx, id)) === undefined) throw new NotFoundError('There is no such account');
      await updateAccount(tx, id, {
        ...(values.displayName === undefined ? {} : { displayName: values.displayName }),
        ...(values.active === undefined ? {} : { active: values.active }),
      });
      if (values.roles !== undefined) await setRoles(tx, id, values.roles);
      if (values.active === false) await deleteOtherSessions(tx, id);
      return getKnownAccount(tx, id);
    });
  }

  async listTokens(): Promise<KnownApiToken[]> {
    return listApiTokens(this.database.single);
  }

  async createToken(given: {
    name: string;
    username: string;
    expiresAt: Date | null;
  }): Promise<KnownApiToken & { token: string }> {
    const account = await findAccountByUsername(this.database.single, given.username);
    if (account === undefined) throw new NotFoundError(`There is no account "${given.username}"`);
    const token = makeSecret('popis_');
    const id = newId();
    await insertApiToken(this.database.single, {
      id,
      accountId: account.id,
      name: given.name,
      tokenHash: hashSecret(token),
      expiresAt: given.expiresAt,
    });
    const { username } = account;
    return { id, name: given.name, username, createdAt: new Date(), expiresAt: given.expiresAt, token };
  }

  async revokeToken(id: string): Promise<void> {
    const isGone = await deleteApiToken(this.database.single, id);
    if (!isGone) throw new NotFoundError('There is no such token');
  }

  /** Makes the first account when there is none of that name, and makes `token` its token from the file. */
  async ensureFirstAccount(token: string | undefined): Promise<void> {
    await this.database.transaction(async (tx) => {
      await lockFirstAccount(tx);
      const known = await findAccountByUsername(tx, firstAccount.username);
      const accountId = known?.id ?? (await addAccount(tx, firstAccount, null)).id;
      if (token === undefined) return;
      const tokenHash = hashSecret(token);
      await replaceApiToken(tx, { id: newId(), accountId, name: fileTokenName, tokenHash });
    });
  }
}

async function addAccount(tx: Tx, account: NewAccount, passwordHash: string | null): Promise<KnownAccount> {
  const { username, displayName } = account;
  const id = newId();
  await insertAccount(tx, { id, username, displayName, passwordHash, active: true });
  await setRoles(tx, id, account.roles);
  return getKnownAccount(tx, id);
}

async function getKnownAccount(tx: Tx, id: string): Promise<KnownAccount> {
  const account = await findKnownAccount(tx, id);
  if (account === undefined) throw new NotFoundError('There is no such account');
  return account;
}

async function setRoles(tx: Tx, accountId: string, roles: readonly string[]): Promise<void> {
  const known = new Set((await listRoles(tx)).map((role) => role.name));
  const faults = roles
    .map((role, index) => ({ path: `roles.${index}`, message: `"${role}" is not a role`, role }))
    .filter(({ role }) => !known.has(role))
    .map(({ path, message }) => ({ path, message }));
  if (faults.length > 0) throw new InvalidInputError('The account has faults', faults);
  await replaceRoles(tx, accountId, roles);
}
