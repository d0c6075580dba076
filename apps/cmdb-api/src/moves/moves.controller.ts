import { Controller, Inject } from '@nestjs/common';
import { changeBy } from '../changes/changes.service.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import { previewMoveRoute, toMoveAnswer } from './moves.schema.ts';
import { MovesService } from './moves.service.ts';

@Controller()
export class MovesController {
  constructor(@Inject(MovesService) private readonly moves: MovesService) {}

  @Route(previewMoveRoute)
  async preview(
    @Input() { params, query }: InputOf<typeof previewMoveRoute>,
    @CurrentCaller() caller: Caller,
  ) {
    return toMoveAnswer(await this.moves.preview(changeBy(caller), { cardId: params.id, ...query }));
  }
}
