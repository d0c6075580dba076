import { Controller, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { toCardAnswer } from '../cards/cards.schema.ts';
import { toEtag } from '../platform/http/etag.ts';
import { wholeList } from '../platform/http/paging.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import type { SavedView } from './views.read-model.ts';
import {
  countViewsRoute,
  createViewRoute,
  deleteViewRoute,
  getViewRoute,
  listViewCardsRoute,
  listViewsRoute,
  toViewAnswer,
  updateViewRoute,
} from './views.schema.ts';
import { ViewsService } from './views.service.ts';

@Controller()
export class ViewsController {
  constructor(@Inject(ViewsService) private readonly views: ViewsService) {}

  @Route(listViewsRoute)
  async list(@Input() { query }: InputOf<typeof listViewsRoute>, @CurrentCaller() caller: Caller) {
    const views = await this.views.list(caller, { className: query.class, asOf: query.asOf });
    return wholeList(views.map(toViewAnswer));
  }

  @Route(createViewRoute)
  async create(
    @Input() { body }: InputOf<typeof createViewRoute>,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const view = await this.views.create(caller, body);
    void reply.header('location', `/api/views/${view.id}`);
    return answer(view, reply);
  }

  @Route(countViewsRoute)
  async count(@Input() { query }: InputOf<typeof countViewsRoute>, @CurrentCaller() caller: Caller) {
    return wholeList(await this.views.count(caller, query.views, query.asOf));
  }

  @Route(getViewRoute)
  async get(
    @Input() { params, query }: InputOf<typeof getViewRoute>,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answer(await this.views.get(caller, params.id, query.asOf), reply);
  }

  @Route(listViewCardsRoute)
  async listCards(
    @Input() { params, query }: InputOf<typeof listViewCardsRoute>,
    @CurrentCaller() caller: Caller,
  ) {
    const page = await this.views.listCards(caller, params.id, query);
    return { ...page, items: page.items.map(toCardAnswer) };
  }

  @Route(updateViewRoute)
  async update(
    @Input() { params, headers, body }: InputOf<typeof updateViewRoute>,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answer(await this.views.update(caller, params.id, body, headers['if-match']), reply);
  }

  @Route(deleteViewRoute)
  async end(@Input() { params, headers }: InputOf<typeof deleteViewRoute>, @CurrentCaller() caller: Caller) {
    await this.views.end(caller, params.id, headers['if-match']);
  }
}

function answer(view: SavedView, reply: FastifyReply) {
  void reply.header('etag', toEtag(view.changeId));
  return toViewAnswer(view);
}
