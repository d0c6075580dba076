import { Controller, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { toCardAnswer } from '../cards/cards.schema.ts';
import { changeBy } from '../changes/changes.service.ts';
import { toEtag } from '../platform/http/etag.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import { getDifferencesRoute, getVersionRoute, restoreRoute, toComparedAnswer } from './versions.schema.ts';
import { VersionsService } from './versions.service.ts';

@Controller()
export class VersionsController {
  constructor(@Inject(VersionsService) private readonly versions: VersionsService) {}

  @Route(getVersionRoute)
  async get(@Input() { params }: InputOf<typeof getVersionRoute>) {
    return toCardAnswer(await this.versions.get(params.id, params.changeId));
  }

  @Route(getDifferencesRoute)
  async compare(@Input() { params, query }: InputOf<typeof getDifferencesRoute>) {
    return toComparedAnswer(await this.versions.compare(params.id, query.from, query.to ?? new Date()));
  }

  @Route(restoreRoute)
  async restore(
    @Input() { params, headers, body }: InputOf<typeof restoreRoute>,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { reason, changeId, attributes } = body;
    const wanted = { changeId, attributes, ifMatch: headers['if-match'] };
    const card = await this.versions.restore(changeBy(caller, reason), params.id, wanted);
    void reply.header('etag', toEtag(card.changeId));
    return toCardAnswer(card);
  }
}
