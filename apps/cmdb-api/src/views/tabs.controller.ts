import { Controller, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { toEtag } from '../platform/http/etag.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import type { StandingTabs } from './tabs.read-model.ts';
import { getTabsRoute, putRoleTabsRoute, putTabsRoute, toFoundTabs, toTabsAnswer } from './tabs.schema.ts';
import { TabsService } from './tabs.service.ts';

@Controller()
export class TabsController {
  constructor(@Inject(TabsService) private readonly tabs: TabsService) {}

  @Route(getTabsRoute)
  async find(@Input() { params, query }: InputOf<typeof getTabsRoute>, @CurrentCaller() caller: Caller) {
    return toFoundTabs(await this.tabs.find(caller, params.class, query.asOf));
  }

  @Route(putTabsRoute)
  async put(
    @Input() { params, headers, body }: InputOf<typeof putTabsRoute>,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const wanted = { className: params.class, ...body, ifMatch: headers['if-match'] };
    return answer(await this.tabs.put(caller, wanted), reply);
  }

  @Route(putRoleTabsRoute)
  async putForRole(
    @Input() { params, headers, body }: InputOf<typeof putRoleTabsRoute>,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { class: className, role } = params;
    const wanted = { className, role, ...body, ifMatch: headers['if-match'] };
    return answer(await this.tabs.put(caller, wanted), reply);
  }
}

function answer(standing: StandingTabs | undefined, reply: FastifyReply) {
  if (standing === undefined) return { arrangement: null };
  void reply.header('etag', toEtag(standing.changeId));
  return { arrangement: toTabsAnswer(standing) };
}
