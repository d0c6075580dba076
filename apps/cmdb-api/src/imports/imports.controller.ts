import { Readable } from 'node:stream';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { formatAttachment } from '../documents/file-name.ts';
import { withFormParts } from '../documents/form-parts.ts';
import { Database } from '../platform/database/database.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import { writeFaultyRows } from './faulty-rows.ts';
import type { ImportJob } from './import-job.ts';
import { listRows } from './imports.read-model.ts';
import {
  applyImportRoute,
  createImportRoute,
  getFaultyRowsRoute,
  getImportRoute,
  listImportRowsRoute,
  toJobAnswer,
  toRowAnswer,
} from './imports.schema.ts';
import { ImportsService } from './imports.service.ts';

@Controller()
export class ImportsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(ImportsService) private readonly imports: ImportsService,
  ) {}

  @Route(createImportRoute)
  async create(
    @Input() { params, query }: InputOf<typeof createImportRoute>,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
  ) {
    const wanted = { className: params.class, ...query, mapping: query.mapping ?? {} };
    const job = await withFormParts(request, (parts) => this.imports.takeFile(caller, wanted, parts));
    return this.answer(job);
  }

  @Route(getImportRoute)
  async get(@Input() { params }: InputOf<typeof getImportRoute>) {
    return this.answer(await this.imports.get(params.id));
  }

  @Route(listImportRowsRoute)
  async listRows(@Input() { params, query }: InputOf<typeof listImportRowsRoute>) {
    const job = await this.imports.get(params.id);
    const rows = await listRows(this.database.single, job.id, query);
    return { items: rows.map(toRowAnswer) };
  }

  @Route(getFaultyRowsRoute)
  async getFaultyRows(@Input() { params }: InputOf<typeof getFaultyRowsRoute>, @Res() reply: FastifyReply) {
    const job = await this.imports.get(params.id);
    return reply
      .header('content-disposition', formatAttachment(`faulty ${job.fileName}`))
      .type('text/csv; charset=utf-8')
      .send(Readable.from(writeFaultyRows(this.database.single, job)));
  }

  @Route(applyImportRoute)
  async apply(@Input() { params, body }: InputOf<typeof applyImportRoute>, @CurrentCaller() caller: Caller) {
    return this.answer(await this.imports.apply(caller, params.id, body.partial, body.reason));
  }

  private async answer(job: ImportJob) {
    const catalogue = await this.catalogues.current(this.database.single);
    return toJobAnswer(job, catalogue.className(job.classId));
  }
}
