import { Controller, Inject } from '@nestjs/common';
import { wholeList } from '../platform/http/paging.ts';
import { Input, type InputOf, Route } from '../platform/http/route.ts';
import { getLocationTreeRoute, listLocationItemsRoute, toLocationItem } from './locations.schema.ts';
import { LocationsService } from './locations.service.ts';

@Controller()
export class LocationsController {
  constructor(@Inject(LocationsService) private readonly locations: LocationsService) {}

  @Route(getLocationTreeRoute)
  async tree(@Input() { query }: InputOf<typeof getLocationTreeRoute>) {
    return wholeList(await this.locations.tree(query));
  }

  @Route(listLocationItemsRoute)
  async items(@Input() { params, query }: InputOf<typeof listLocationItemsRoute>) {
    const { steps, total } = await this.locations.items(params.id, query);
    return { items: steps.map(toLocationItem), total, next: null };
  }
}
