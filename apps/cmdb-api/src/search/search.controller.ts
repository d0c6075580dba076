import { Controller, Inject } from '@nestjs/common';
import { Input, type InputOf, Route } from '../platform/http/route.ts';
import { searchRoute, toSearchAnswer, toWantedSearch } from './search.schema.ts';
import { SearchService } from './search.service.ts';

@Controller()
export class SearchController {
  constructor(@Inject(SearchService) private readonly searches: SearchService) {}

  @Route(searchRoute)
  async search(@Input() { query }: InputOf<typeof searchRoute>) {
    const wanted = toWantedSearch(query);
    return toSearchAnswer(wanted, await this.searches.search(wanted));
  }
}
