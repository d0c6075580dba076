import { Controller, Inject } from '@nestjs/common';
import { Input, type InputOf, Route } from '../platform/http/route.ts';
import {
  getListDifferencesRoute,
  queryListDifferencesRoute,
  toListDifferences,
} from './list-differences.schema.ts';
import { ListDifferencesService } from './list-differences.service.ts';

@Controller()
export class DifferencesController {
  constructor(@Inject(ListDifferencesService) private readonly lists: ListDifferencesService) {}

  @Route(getListDifferencesRoute)
  async ofList(@Input() { params, query }: InputOf<typeof getListDifferencesRoute>) {
    return toListDifferences(await this.lists.compare({ className: params.class, ...query }));
  }

  @Route(queryListDifferencesRoute)
  async ofQuery(@Input() { params, body }: InputOf<typeof queryListDifferencesRoute>) {
    return toListDifferences(await this.lists.compare({ className: params.class, ...body, at: 'body' }));
  }
}
