import { Controller, Inject } from '@nestjs/common';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { Database } from '../platform/database/database.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import type { BulkJob } from './bulk-job.ts';
import { listJobCards } from './bulk-jobs.read-model.ts';
import {
  cancelBulkJobRoute,
  createBulkJobRoute,
  getBulkJobRoute,
  listBulkJobCardsRoute,
  startBulkJobRoute,
  toJobAnswer,
  toJobCardAnswer,
} from './bulk-jobs.schema.ts';
import { BulkJobsService } from './bulk-jobs.service.ts';

@Controller()
export class BulkJobsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(BulkJobsService) private readonly jobs: BulkJobsService,
  ) {}

  @Route(createBulkJobRoute)
  async create(
    @Input() { params, body }: InputOf<typeof createBulkJobRoute>,
    @CurrentCaller() caller: Caller,
  ) {
    const { filter, query, update, reason } = body;
    return this.answer(
      await this.jobs.create(caller, { className: params.class, filter, query, update }, reason),
    );
  }

  @Route(getBulkJobRoute)
  async get(@Input() { params }: InputOf<typeof getBulkJobRoute>) {
    return this.answer(await this.jobs.get(params.id));
  }

  @Route(listBulkJobCardsRoute)
  async listCards(@Input() { params, query }: InputOf<typeof listBulkJobCardsRoute>) {
    const { id } = await this.jobs.get(params.id);
    const cards = await listJobCards(this.database.single, id, query);
    return { items: cards.map(toJobCardAnswer) };
  }

  @Route(startBulkJobRoute)
  async start(@Input() { params, body }: InputOf<typeof startBulkJobRoute>, @CurrentCaller() caller: Caller) {
    return this.answer(await this.jobs.start(caller, params.id, body.token));
  }

  @Route(cancelBulkJobRoute)
  async cancel(@Input() { params }: InputOf<typeof cancelBulkJobRoute>) {
    return this.answer(await this.jobs.cancel(params.id));
  }

  private async answer(job: BulkJob) {
    const catalogue = await this.catalogues.current(this.database.single);
    return toJobAnswer(job, catalogue.className(job.classId));
  }
}
