import { Controller, Inject } from '@nestjs/common';
import { Input, type InputOf, Route } from '../platform/http/route.ts';
import { getHistoryRoute, toHistoryItem } from './history.schema.ts';
import { HistoryService } from './history.service.ts';

@Controller()
export class HistoryController {
  constructor(@Inject(HistoryService) private readonly history: HistoryService) {}

  @Route(getHistoryRoute)
  async get(@Input() { params, query }: InputOf<typeof getHistoryRoute>) {
    const { items, total, next, keptFrom } = await this.history.ofCard(params.id, query.limit, query.cursor);
    return { items: items.map(toHistoryItem), total, next, keptFrom: keptFrom?.toISOString() ?? null };
  }
}
