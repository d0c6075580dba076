import { Controller, Inject } from '@nestjs/common';
import { CurrentCaller, Input, type InputOf, Route } from '../../platform/http/route.ts';
import type { Caller } from '../../platform/permissions.ts';
import { getUndoRoute, toUndoAnswer, undoRunRoute } from './undo.schema.ts';
import { UndoRunService } from './undo-run.service.ts';

@Controller()
export class UndoController {
  constructor(@Inject(UndoRunService) private readonly undos: UndoRunService) {}

  @Route(undoRunRoute)
  async undo(@Input() { params, body }: InputOf<typeof undoRunRoute>, @CurrentCaller() caller: Caller) {
    if (body.dry) return toUndoAnswer(await this.undos.preview(params.run));
    return toUndoAnswer(await this.undos.undo(params.run, body.reason ?? '', caller));
  }

  @Route(getUndoRoute)
  async get(@Input() { params }: InputOf<typeof getUndoRoute>) {
    return toUndoAnswer(await this.undos.report(params.run));
  }
}
