import { Controller, Inject } from '@nestjs/common';
import { Database } from '../platform/database/database.ts';
import { wholeList } from '../platform/http/paging.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import { listQuarantine } from './plans.read-model.ts';
import { listPolicyVersions } from './policies/policies.read-model.ts';
import { PoliciesService } from './policies/policies.service.ts';
import { toPolicyPreview, toPolicyVersion } from './policies/policy.schema.ts';
import { toRunAnswer } from './run.schema.ts';
import { getSource, getStandingSource, listRuns, listSources } from './runs.read-model.ts';
import { RunsService } from './runs.service.ts';
import {
  getSourceRoute,
  listPoliciesRoute,
  listQuarantineRoute,
  listRunsRoute,
  listSourcesRoute,
  previewPolicyRoute,
  putSourceRoute,
  startRunRoute,
  toQuarantined,
  toSlot,
  toSourceAnswer,
  toSourceWithPolicy,
} from './sources.schema.ts';

@Controller()
export class SourcesController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(RunsService) private readonly runs: RunsService,
    @Inject(PoliciesService) private readonly policies: PoliciesService,
  ) {}

  @Route(putSourceRoute)
  async put(@Input() { params, body }: InputOf<typeof putSourceRoute>, @CurrentCaller() caller: Caller) {
    return toSourceWithPolicy(await this.runs.putSource(params.source, body, caller));
  }

  @Route(getSourceRoute)
  async get(@Input() { params }: InputOf<typeof getSourceRoute>) {
    return toSourceWithPolicy(await getStandingSource(this.database.single, params.source));
  }

  @Route(listPoliciesRoute)
  async listPolicies(@Input() { params }: InputOf<typeof listPoliciesRoute>) {
    const source = await getSource(this.database.single, params.source);
    const versions = await listPolicyVersions(this.database.single, source.name);
    return wholeList(versions.map(toPolicyVersion));
  }

  @Route(previewPolicyRoute)
  async previewPolicy(@Input() { params, body }: InputOf<typeof previewPolicyRoute>) {
    const preview = await this.database.read((tx) => this.policies.preview(tx, params.source, body.policy));
    return toPolicyPreview(preview);
  }

  @Route(listSourcesRoute)
  async list() {
    const sources = await listSources(this.database.single);
    return wholeList(sources.map(toSourceAnswer));
  }

  @Route(listRunsRoute)
  async listRuns(@Input() { params, query }: InputOf<typeof listRunsRoute>) {
    const source = await getSource(this.database.single, params.source);
    const page = await listRuns(this.database.single, source.name, query);
    return { ...page, items: page.items.map(toRunAnswer) };
  }

  @Route(startRunRoute)
  async startRun(@Input() { params, body }: InputOf<typeof startRunRoute>, @CurrentCaller() caller: Caller) {
    return toRunAnswer(await this.runs.startRun(params.source, { ...body, slot: toSlot(body) }, caller));
  }

  @Route(listQuarantineRoute)
  async listQuarantine(@Input() { query }: InputOf<typeof listQuarantineRoute>) {
    const page = await listQuarantine(this.database.single, query);
    return { ...page, items: page.items.map(toQuarantined) };
  }
}
