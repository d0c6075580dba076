import { Controller, Inject } from '@nestjs/common';
import { wholeList } from '../platform/http/paging.ts';
import { Input, type InputOf, Route } from '../platform/http/route.ts';
import {
  createAccountRoute,
  createTokenRoute,
  deleteTokenRoute,
  listAccountsRoute,
  listRolesRoute,
  listTokensRoute,
  toAccount,
  toToken,
  updateAccountRoute,
} from './accounts.schema.ts';
import { AccountsService } from './accounts.service.ts';

@Controller()
export class AccountsController {
  constructor(@Inject(AccountsService) private readonly accounts: AccountsService) {}

  @Route(listAccountsRoute)
  async list() {
    return wholeList((await this.accounts.list()).map(toAccount));
  }

  @Route(createAccountRoute)
  async create(@Input() { body }: InputOf<typeof createAccountRoute>) {
    return toAccount(await this.accounts.create(body));
  }

  @Route(updateAccountRoute)
  async update(@Input() { params, body }: InputOf<typeof updateAccountRoute>) {
    return toAccount(await this.accounts.update(params.id, body));
  }

  @Route(listRolesRoute)
  async listRoles() {
    return wholeList(await this.accounts.listRoles());
  }

  @Route(listTokensRoute)
  async listTokens() {
    return wholeList((await this.accounts.listTokens()).map(toToken));
  }

  @Route(createTokenRoute)
  async createToken(@Input() { body }: InputOf<typeof createTokenRoute>) {
    const expiresAt = body.expiresAt === null ? null : new Date(body.expiresAt);
    const token = await this.accounts.createToken({ ...body, expiresAt });
    return { ...toToken(token), token: token.token };
  }

  @Route(deleteTokenRoute)
  async deleteToken(@Input() { params }: InputOf<typeof deleteTokenRoute>) {
    await this.accounts.revokeToken(params.id);
  }
}
