import { Controller, Inject } from '@nestjs/common';
import { changeBy } from '../changes/changes.service.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import { bulkRoute, toOutcomeAnswer } from './bulk.schema.ts';
import { BulkService } from './bulk.service.ts';

@Controller()
export class BulkController {
  constructor(@Inject(BulkService) private readonly bulk: BulkService) {}

  @Route(bulkRoute)
  async write(@Input() { params, body }: InputOf<typeof bulkRoute>, @CurrentCaller() caller: Caller) {
    const { filter, query, update, preview, token = '', reason } = body;
    const work = { className: params.class, filter, query, update };
    const context = changeBy(caller, reason);
    return toOutcomeAnswer(
      preview ? await this.bulk.preview(context, work) : await this.bulk.apply(context, work, token),
    );
  }
}
