import { Controller, Inject } from '@nestjs/common';
import { Input, type InputOf, Route } from '../platform/http/route.ts';
import {
  getProofRoute,
  listChangesRoute,
  listSealsRoute,
  toFeedAnswer,
  toProofAnswer,
  toSealAnswer,
} from './seals.schema.ts';
import { SealsService } from './seals.service.ts';

@Controller()
export class SealsController {
  constructor(@Inject(SealsService) private readonly seals: SealsService) {}

  @Route(listSealsRoute)
  async list(@Input() { query }: InputOf<typeof listSealsRoute>) {
    const { items, total, next } = await this.seals.list(query.limit, query.cursor);
    return { items: items.map(toSealAnswer), total, next };
  }

  @Route(listChangesRoute)
  async feed(@Input() { query }: InputOf<typeof listChangesRoute>) {
    const { after, limit, ...filter } = query;
    const { items, next } = await this.seals.feed(after, limit, filter);
    return { items: items.map(toFeedAnswer), next };
  }

  @Route(getProofRoute)
  async prove(@Input() { params }: InputOf<typeof getProofRoute>) {
    return toProofAnswer(await this.seals.prove(params.id));
  }
}
