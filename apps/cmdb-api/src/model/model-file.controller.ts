import { Controller, Inject, Res } from '@nestjs/common';
import { diffModels } from '@popis/model';
import type { FastifyReply } from 'fastify';
import { changeBy } from '../changes/changes.service.ts';
import { toEtag } from '../platform/http/etag.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import { toDifference, toReview } from './model.schema.ts';
import { ModelService } from './model.service.ts';
import {
  diffModelRoute,
  exportModelRoute,
  importModelRoute,
  toModelFile,
  toNextModel,
} from './model-file.schema.ts';

/** The model as a file: out, compared, and in. */
@Controller()
export class ModelFileController {
  constructor(@Inject(ModelService) private readonly model: ModelService) {}

  @Route(exportModelRoute)
  async export(@Res({ passthrough: true }) reply: FastifyReply) {
    const { revision, model } = await this.model.export();
    void reply.header('etag', toEtag(revision));
    return toModelFile(model);
  }

  @Route(diffModelRoute)
  async diff(@Input() { query, body }: InputOf<typeof diffModelRoute>) {
    const { model } = await this.model.export();
    return { differences: diffModels(model, toNextModel(body, query.mode)(model)).map(toDifference) };
  }

  @Route(importModelRoute)
  async import(
    @Input() { query, headers, body }: InputOf<typeof importModelRoute>,
    @CurrentCaller() caller: Caller,
  ) {
    const { ignoreDependants } = query;
    const wanted = { toNext: toNextModel(body, query.mode), ignoreDependants, ifMatch: headers['if-match'] };
    if (query.preview) return toReview(await this.model.previewImport(wanted));
    const { revision } = await this.model.import(changeBy(caller, query.reason), wanted);
    return { revision };
  }
}
