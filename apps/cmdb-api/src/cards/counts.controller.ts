import { Controller, Inject } from '@nestjs/common';
import { Input, type InputOf, Route } from '../platform/http/route.ts';
import { countCardsRoute, listFacetsRoute, toCountsAnswer } from './counts.schema.ts';
import { CountsService } from './counts.service.ts';

@Controller()
export class CountsController {
  constructor(@Inject(CountsService) private readonly counts: CountsService) {}

  @Route(countCardsRoute)
  async count(@Input() { params, query }: InputOf<typeof countCardsRoute>) {
    return toCountsAnswer(await this.counts.count({ className: params.class, ...query }));
  }

  @Route(listFacetsRoute)
  async facets(@Input() { params, query }: InputOf<typeof listFacetsRoute>) {
    return { items: await this.counts.facets({ className: params.class, ...query }) };
  }
}
