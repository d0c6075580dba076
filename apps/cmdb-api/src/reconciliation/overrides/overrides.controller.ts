import { Controller, Inject } from '@nestjs/common';
import { changeBy } from '../../changes/changes.service.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../../platform/http/route.ts';
import type { Caller } from '../../platform/permissions.ts';
import { endOverrideRoute, listCandidatesRoute, toCandidateAnswer } from './overrides.schema.ts';
import { OverridesService } from './overrides.service.ts';

@Controller()
export class OverridesController {
  constructor(@Inject(OverridesService) private readonly overrides: OverridesService) {}

  @Route(listCandidatesRoute)
  async list(@Input() { params }: InputOf<typeof listCandidatesRoute>) {
    return { items: (await this.overrides.listCandidates(params.id)).map(toCandidateAnswer) };
  }

  @Route(endOverrideRoute)
  async end(
    @Input() { params, query, headers }: InputOf<typeof endOverrideRoute>,
    @CurrentCaller() caller: Caller,
  ) {
    const change = changeBy(caller, query.reason);
    await this.overrides.end(change, params.id, params.attribute, headers['if-match']);
  }
}
