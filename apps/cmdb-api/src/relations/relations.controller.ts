import { Controller, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { changeBy } from '../changes/changes.service.ts';
import { wholeList } from '../platform/http/paging.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import { getCardCountsRoute, toCardCounts } from './card-counts.schema.ts';
import { CardCountsService } from './card-counts.service.ts';
import {
  createRelationRoute,
  endRelationRoute,
  getRelationRoute,
  listCardRelationsRoute,
  toRelation,
  toRelationGroup,
} from './relations.schema.ts';
import { RelationsService } from './relations.service.ts';

@Controller()
export class RelationsController {
  constructor(
    @Inject(RelationsService) private readonly relations: RelationsService,
    @Inject(CardCountsService) private readonly counts: CardCountsService,
  ) {}

  @Route(getCardCountsRoute)
  async count(@Input() { params, query }: InputOf<typeof getCardCountsRoute>) {
    return toCardCounts(params.id, await this.counts.ofCard(params.id, query.asOf));
  }

  @Route(listCardRelationsRoute)
  async list(@Input() { params, query }: InputOf<typeof listCardRelationsRoute>) {
    const groups = await this.relations.listOfCard({ cardId: params.id, ...query });
    return wholeList(groups.map(toRelationGroup));
  }

  @Route(createRelationRoute)
  async create(
    @Input() { body }: InputOf<typeof createRelationRoute>,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { reason, ...relate } = body;
    const relation = await this.relations.relate(changeBy(caller, reason), relate);
    void reply.header('location', `/api/relations/${relation.id}`);
    return toRelation(relation);
  }

  @Route(getRelationRoute)
  async get(@Input() { params, query }: InputOf<typeof getRelationRoute>) {
    return toRelation(await this.relations.get(params.id, query.asOf));
  }

  @Route(endRelationRoute)
  async end(@Input() { params, query }: InputOf<typeof endRelationRoute>, @CurrentCaller() caller: Caller) {
    await this.relations.end(changeBy(caller, query.reason), params.id);
  }
}
