import { Controller, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { changeBy } from '../changes/changes.service.ts';
import { toEtag } from '../platform/http/etag.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import type { Card } from './cards.read-model.ts';
import {
  compareCardsRoute,
  createCardRoute,
  getCardRoute,
  getPositionRoute,
  listCardsRoute,
  queryCardsRoute,
  retireCardRoute,
  toCardAnswer,
  toComparedCards,
  updateCardRoute,
} from './cards.schema.ts';
import { CardsService } from './cards.service.ts';

@Controller()
export class CardsController {
  constructor(@Inject(CardsService) private readonly cards: CardsService) {}

  @Route(listCardsRoute)
  async list(@Input() { params, query }: InputOf<typeof listCardsRoute>) {
    const { columns: show, ...wanted } = query;
    const page = await this.cards.list({ className: params.class, ...wanted, show });
    return { ...page, items: page.items.map(toCardAnswer) };
  }

  @Route(queryCardsRoute)
  async query(@Input() { params, body }: InputOf<typeof queryCardsRoute>) {
    const { columns: show, ...wanted } = body;
    const page = await this.cards.list({ className: params.class, ...wanted, show, at: 'body' });
    return { ...page, items: page.items.map(toCardAnswer) };
  }

  @Route(getPositionRoute)
  async position(@Input() { params, query }: InputOf<typeof getPositionRoute>) {
    return await this.cards.positionOf(params.id, { className: params.class, ...query });
  }

  @Route(compareCardsRoute)
  async compare(@Input() { query }: InputOf<typeof compareCardsRoute>) {
    return toComparedCards(await this.cards.compare(query.cards, query.asOf));
  }

  @Route(createCardRoute)
  async create(
    @Input() { params, body }: InputOf<typeof createCardRoute>,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const card = await this.cards.create(changeBy(caller, body.reason), params.class, body.attributes);
    void reply.header('location', `/api/cards/${card.id}`);
    return answer(card, reply);
  }

  @Route(getCardRoute)
  async get(
    @Input() { params, query }: InputOf<typeof getCardRoute>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answer(await this.cards.get(params.id, query.asOf), reply);
  }

  @Route(updateCardRoute)
  async update(
    @Input() { params, headers, body }: InputOf<typeof updateCardRoute>,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const change = changeBy(caller, body.reason);
    const { attributes, overrides } = body;
    const card = await this.cards.update(change, params.id, attributes, overrides, headers['if-match']);
    return answer(card, reply);
  }

  @Route(retireCardRoute)
  async retire(
    @Input() { params, query, headers }: InputOf<typeof retireCardRoute>,
    @CurrentCaller() caller: Caller,
  ) {
    await this.cards.retire(changeBy(caller, query.reason), params.id, headers['if-match']);
  }
}

function answer(card: Card, reply: FastifyReply) {
  void reply.header('etag', toEtag(card.changeId));
  return toCardAnswer(card);
}
