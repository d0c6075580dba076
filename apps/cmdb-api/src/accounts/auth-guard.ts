import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { ForbiddenError, UnauthenticatedError } from '@popis/errors';
import type { FastifyRequest } from 'fastify';
import { findRoute } from '../platform/http/route.ts';
import type { Access, Caller } from '../platform/permissions.ts';
import type { KnownAccount } from './accounts.read-model.ts';
import { sessionCookie } from './session-cookie.ts';
import { SessionsService } from './sessions.service.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Lets a request pass when its route is open to anyone, or when its caller is known and may use it. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(@Inject(SessionsService) private readonly sessions: SessionsService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = findRoute(context.getHandler());
    if (route === undefined) throw new TypeError('A handler without @Route() cannot be reached');
    if (route.access === 'anyone') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const caller = await this.identify(request);
    refuseForgery(caller, request);
    refuseWithout(route.access, caller);
    request.caller = caller;
    return true;
  }

  private async identify(request: FastifyRequest): Promise<Caller> {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() === 'bearer' && token !== undefined && token !== '') {
      return toCaller(await this.sessions.findByToken(token), 'token', request.id);
    }
    const secret = request.cookies[sessionCookie];
    const account = secret === undefined ? undefined : await this.sessions.findBySession(secret);
    return toCaller(account, 'session', request.id);
  }
}

function toCaller(account: KnownAccount | undefined, means: Caller['means'], requestId: string): Caller {
  if (account === undefined) throw new UnauthenticatedError('Sign in first');
  return {
    accountId: account.id,
    username: account.username,
    displayName: account.displayName,
    roles: account.roles,
    permissions: account.permissions,
    means,
    requestId,
  };
}

/** Another site can make a browser send a cookie, but not a header of ours. */
function refuseForgery(caller: Caller, request: FastifyRequest): void {
  if (caller.means !== 'session' || safeMethods.has(request.method)) return;
  if (request.headers['x-popis-request'] === '1') return;
  throw new ForbiddenError('A change made with a session cookie needs the header X-Popis-Request: 1');
}

function refuseWithout(access: Access, caller: Caller): void {
  if (access === 'anyone' || access === 'signed-in' || caller.permissions.includes(access)) return;
  throw new ForbiddenError(`This needs the permission "${access}"`);
}
