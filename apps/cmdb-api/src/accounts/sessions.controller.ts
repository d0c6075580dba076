import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import {
  createLoginLinkRoute,
  createSessionByLinkRoute,
  createSessionRoute,
  deleteSessionRoute,
  getSessionRoute,
  setPasswordRoute,
  toSession,
} from './accounts.schema.ts';
import { cookieOptions, sessionCookie } from './session-cookie.ts';
import { type NewSession, SessionsService } from './sessions.service.ts';

@Controller()
export class SessionsController {
  constructor(
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Route(createSessionRoute)
  async create(
    @Input() { body }: InputOf<typeof createSessionRoute>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.begin(await this.sessions.signIn(body.username, body.password, request.ip), reply);
  }

  @Route(createSessionByLinkRoute)
  async createByLink(
    @Input() { body }: InputOf<typeof createSessionByLinkRoute>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.begin(await this.sessions.signInByLink(body.token, request.ip), reply);
  }

  @Route(getSessionRoute)
  async get(@CurrentCaller() caller: Caller) {
    return toSession(await this.sessions.getAccount(caller.accountId));
  }

  @Route(deleteSessionRoute)
  async delete(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const secret = request.cookies[sessionCookie];
    if (secret !== undefined) await this.sessions.signOut(secret);
    void reply.clearCookie(sessionCookie, cookieOptions(this.config.publicUrl));
  }

  @Route(createLoginLinkRoute)
  async createLoginLink(
    @Input() { body }: InputOf<typeof createLoginLinkRoute>,
    @Req() request: FastifyRequest,
  ) {
    const { token, expiresAt } = await this.sessions.createLoginLink(body.username);
    const base = this.config.publicUrl ?? `${request.protocol}://${request.host}`;
    // After the mark #, so that no server and no log sees the token.
    return { url: `${base}/login#token=${token}`, token, expiresAt: expiresAt.toISOString() };
  }

  @Route(setPasswordRoute)
  async setPassword(
    @Input() { body }: InputOf<typeof setPasswordRoute>,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
  ) {
    const secret = request.cookies[sessionCookie];
    await this.sessions.setPassword(caller.accountId, body.password, body.current, secret);
  }

  private begin(session: NewSession, reply: FastifyReply) {
    const options = cookieOptions(this.config.publicUrl, session.expiresAt);
    void reply.setCookie(sessionCookie, session.secret, options);
    return toSession(session.account);
  }
}
