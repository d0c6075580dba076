import { Controller, Inject } from '@nestjs/common';
import { changeBy } from '../changes/changes.service.ts';
import { readCursor, writeCursor } from '../platform/http/paging.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import {
  applyEditsRoute,
  historyCursor,
  listModelHistoryRoute,
  previewEditsRoute,
  toHistoryItem,
  toReview,
} from './model.schema.ts';
import { ModelService } from './model.service.ts';
import { toWantedEdits } from './model-edits.schema.ts';

@Controller()
export class ModelController {
  constructor(@Inject(ModelService) private readonly model: ModelService) {}

  @Route(previewEditsRoute)
  async preview(@Input() { body }: InputOf<typeof previewEditsRoute>) {
    return toReview(await this.model.preview(toWantedEdits(body)));
  }

  @Route(applyEditsRoute)
  async apply(@Input() { headers, body }: InputOf<typeof applyEditsRoute>, @CurrentCaller() caller: Caller) {
    const wanted = toWantedEdits(body, headers['if-match']);
    const { revision } = await this.model.edit(changeBy(caller, body.reason), wanted);
    return { revision };
  }

  @Route(listModelHistoryRoute)
  async listHistory(@Input() { query }: InputOf<typeof listModelHistoryRoute>) {
    const after = readCursor(historyCursor, query.cursor);
    const { kind, name, asOf, limit } = query;
    const { items, total } = await this.model.listHistory({ kind, name, asOf, limit, after });
    const last = items.length === limit ? items.at(-1) : undefined;
    const next = last === undefined ? null : writeCursor({ at: last.at.toISOString(), id: last.id });
    return { items: items.map(toHistoryItem), total, next };
  }
}
