import { Readable } from 'node:stream';
import { Controller, Inject, Req } from '@nestjs/common';
import { InvalidInputError } from '@popis/errors';
import type { FastifyRequest } from 'fastify';
import { Database } from '../platform/database/database.ts';
import { wholeList } from '../platform/http/paging.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import { ApplyRunService } from './apply-run.service.ts';
import { PlanRunService } from './plan-run.service.ts';
import { comparePlans, countPlan, listPlan } from './plans.read-model.ts';
import { RecordIntakeService } from './record-intake.service.ts';
import { toRunAnswer } from './run.schema.ts';
import type { Run } from './run.ts';
import { listReportedRecords } from './run-records.read-model.ts';
import { listFingerprints } from './run-records.repository.ts';
import { getRun } from './runs.read-model.ts';
import {
  applyRunRoute,
  cancelRunRoute,
  closeRunRoute,
  compareRunsRoute,
  countPlanRoute,
  getRunRoute,
  listFingerprintsRoute,
  listPlanRoute,
  listRecordsRoute,
  planRunRoute,
  renewLeaseRoute,
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

  @Route(listRecordsRoute)
  async listRecords(@Input() { params, query }: InputOf<typeof listRecordsRoute>) {
    const run = await getRun(this.database.single, params.run);
    const page = await listReportedRecords(this.database.single, run.id, query);
    const items = page.items.map((item) => ({ ...item, faults: [...item.faults], steps: [...item.steps] }));
    return { ...page, items };
  }

  @Route(listFingerprintsRoute)
  async listFingerprints(@Input() { params, query }: InputOf<typeof listFingerprintsRoute>) {
    const run = await getRun(this.database.single, params.run);
    return listFingerprints(this.database.single, run.id, query);
  }

  @Route(closeRunRoute)
  async close(@Input() { params, body }: InputOf<typeof closeRunRoute>) {
    return toRunAnswer(await this.runs.closeRun(params.run, body));
  }

  @Route(renewLeaseRoute)
  async renewLease(@Input() { params, body }: InputOf<typeof renewLeaseRoute>) {
    const { until } = await this.runs.renewLease(params.run, body);
    return { until: until.toISOString() };
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

  @Route(countPlanRoute)
  async countPlan(@Input() { params }: InputOf<typeof countPlanRoute>) {
    const run = await getRun(this.database.single, params.run);
    return wholeList(await countPlan(this.database.single, run.id));
  }

  @Route(compareRunsRoute)
  async compare(@Input() { params, query }: InputOf<typeof compareRunsRoute>) {
    const run = await getRun(this.database.single, params.run);
    const other = await getRun(this.database.single, query.with);
    refuseOtherSource(run, other);
    return comparePlans(this.database.single, run.id, other.id, query.limit);
  }

  @Route(cancelRunRoute)
  async cancel(@Input() { params, body }: InputOf<typeof cancelRunRoute>, @CurrentCaller() caller: Caller) {
    return toRunAnswer(await this.runs.cancelRun(params.run, body, caller));
  }

  @Route(applyRunRoute)
  async apply(@Input() { params }: InputOf<typeof applyRunRoute>, @CurrentCaller() caller: Caller) {
    return toRunAnswer(await this.applier.applyRun(params.run, caller));
  }
}

function refuseOtherSource(run: Run, other: Run): void {
  if (run.source === other.source) return;
  throw new InvalidInputError('Runs of one source can be compared', [
    { path: 'query.with', message: `is a run of ${other.source}, not of ${run.source}` },
  ]);
}

function toStream(body: unknown): Readable {
  if (body instanceof Readable) return body;
  throw new InvalidInputError('Records are sent as application/x-ndjson');
}
