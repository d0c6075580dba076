import { Controller, Inject } from '@nestjs/common';
import { Input, type InputOf, Route } from '../platform/http/route.ts';
import { countCardsRoute, toCountsAnswer } from './counts.schema.ts';
import { CountsService } from './counts.service.ts';

@Controller()
export class CountsController {
  constructor(@Inject(CountsService) private readonly counts: CountsService) {}

  @Route(countCardsRoute)
  async count(@Input() { params, query }: InputOf<typeof countCardsRoute>) {
    return toCountsAnswer(await this.counts.count({ className: params.class, ...query }));
  }
}
