import { Controller, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { toCardAnswer } from '../cards/cards.schema.ts';
import { changeBy } from '../changes/changes.service.ts';
import { toEtag } from '../platform/http/etag.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import { cloneCardRoute } from './cloning.schema.ts';
import { CloningService } from './cloning.service.ts';

@Controller()
export class CloningController {
  constructor(@Inject(CloningService) private readonly cloning: CloningService) {}

  @Route(cloneCardRoute)
  async clone(
    @Input() { params, body }: InputOf<typeof cloneCardRoute>,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const context = changeBy(caller, body.reason);
    const card = await this.cloning.clone(context, params.id, body.attributes, body.relations);
    void reply.header('location', `/api/cards/${card.id}`).header('etag', toEtag(card.changeId));
    return toCardAnswer(card);
  }
}
