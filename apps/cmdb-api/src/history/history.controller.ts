import { Controller, Inject } from '@nestjs/common';
import { Input, type InputOf, Route } from '../platform/http/route.ts';
import { getHistoryRoute, toHistoryItem } from './history.schema.ts';
import { HistoryService } from './history.service.ts';

@Controller()
export class HistoryController {
  constructor(@Inject(HistoryService) private readonly history: HistoryService) {}

  @Route(getHistoryRoute)
  async get(@Input() { params, query }: InputOf<typeof getHistoryRoute>) {
    const { limit, cursor, asOf } = query;
    const { items, total, next, keptFrom } = await this.history.ofCard(params.id, limit, cursor, asOf);
    return { items: items.map(toHistoryItem), total, next, keptFrom: keptFrom?.toISOString() ?? null };
  }
}
