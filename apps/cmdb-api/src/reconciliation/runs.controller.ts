import { Readable } from 'node:stream';
import { Controller, Inject, Req } from '@nestjs/common';
import { InvalidInputError } from '@popis/errors';
import type { FastifyRequest } from 'fastify';
import { Database } from '../platform/database/database.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import { ApplyRunService } from './apply-run.service.ts';
import { PlanRunService } from './plan-run.service.ts';
import { listPlan } from './plans.read-model.ts';
import { RecordIntakeService } from './record-intake.service.ts';
import { toRunAnswer } from './run.schema.ts';
import { getRun } from './runs.read-model.ts';
import {
  applyRunRoute,
  closeRunRoute,
  getRunRoute,
  listPlanRoute,
  planRunRoute,
  sendRecordsRoute,
} from './runs.schema.ts';
import { RunsService } from './runs.service.ts';

@Controller()
export class RunsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(RunsService) private readonly runs: RunsService,
    @Inject(RecordIntakeService) private readonly intake: RecordIntakeService,
    @Inject(PlanRunService) private readonly planner: PlanRunService,
    @Inject(ApplyRunService) private readonly applier: ApplyRunService,
  ) {}

  @Route(getRunRoute)
  async get(@Input() { params }: InputOf<typeof getRunRoute>) {
    return toRunAnswer(await getRun(this.database.single, params.run));
  }

  @Route(sendRecordsRoute)
  async sendRecords(
    @Input() { params, body }: InputOf<typeof sendRecordsRoute>,
    @Req() request: FastifyRequest,
  ) {
    return this.intake.takeRecords(params.run, toStream(body), request.headers['content-encoding']);
  }

  @Route(closeRunRoute)
  async close(@Input() { params, body }: InputOf<typeof closeRunRoute>) {
    return toRunAnswer(await this.runs.closeRun(params.run, body));
  }

  @Route(planRunRoute)
  async plan(@Input() { params }: InputOf<typeof planRunRoute>) {
    return toRunAnswer(await this.planner.planRun(params.run));
  }

  @Route(listPlanRoute)
  async listPlan(@Input() { params, query }: InputOf<typeof listPlanRoute>) {
    const run = await getRun(this.database.single, params.run);
    return listPlan(this.database.single, run.id, query);
  }

  @Route(applyRunRoute)
  async apply(@Input() { params }: InputOf<typeof applyRunRoute>, @CurrentCaller() caller: Caller) {
    return toRunAnswer(await this.applier.applyRun(params.run, caller));
  }
}

function toStream(body: unknown): Readable {
  if (body instanceof Readable) return body;
  throw new InvalidInputError('Records are sent as application/x-ndjson');
}
