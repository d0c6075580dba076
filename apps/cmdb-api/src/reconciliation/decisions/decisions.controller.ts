import { Controller, Inject } from '@nestjs/common';
import { Database } from '../../platform/database/database.ts';
import { wholeList } from '../../platform/http/paging.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../../platform/http/route.ts';
import type { Caller } from '../../platform/permissions.ts';
import { toRunAnswer } from '../run.schema.ts';
import { getRun } from '../runs.read-model.ts';
import { listDecisions } from './decisions.repository.ts';
import {
  decideRoute,
  listDecisionsRoute,
  listHeldGroupsRoute,
  toDecisionAnswer,
} from './decisions.schema.ts';
import { DecisionsService } from './decisions.service.ts';
import { listHeldGroups } from './held-groups.read-model.ts';

@Controller()
export class DecisionsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(DecisionsService) private readonly decisions: DecisionsService,
  ) {}

  @Route(decideRoute)
  async decide(@Input() { params, body }: InputOf<typeof decideRoute>, @CurrentCaller() caller: Caller) {
    return toRunAnswer(await this.decisions.decide(params.run, body, caller));
  }

  @Route(listDecisionsRoute)
  async list(@Input() { params }: InputOf<typeof listDecisionsRoute>) {
    const run = await getRun(this.database.single, params.run);
    return wholeList((await listDecisions(this.database.single, run.id)).map(toDecisionAnswer));
  }

  @Route(listHeldGroupsRoute)
  async listHeld(@Input() { params }: InputOf<typeof listHeldGroupsRoute>) {
    const run = await getRun(this.database.single, params.run);
    return wholeList(await listHeldGroups(this.database.single, run.id));
  }
}
