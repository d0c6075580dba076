import { Controller, Inject } from '@nestjs/common';
import { Input, type InputOf, Route } from '../platform/http/route.ts';
import { listCandidatesRoute } from './candidates.schema.ts';
import { CandidatesService } from './candidates.service.ts';

@Controller()
export class CandidatesController {
  constructor(@Inject(CandidatesService) private readonly candidates: CandidatesService) {}

  @Route(listCandidatesRoute)
  async list(@Input() { params, query }: InputOf<typeof listCandidatesRoute>) {
    return await this.candidates.list({ domain: params.domain, ...query });
  }
}
