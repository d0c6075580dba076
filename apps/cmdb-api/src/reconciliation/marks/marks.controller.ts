import { Controller, Inject } from '@nestjs/common';
import { Database } from '../../platform/database/database.ts';
import { Input, type InputOf, Route } from '../../platform/http/route.ts';
import { getSource } from '../runs.read-model.ts';
import { findDeltaBase } from './marks.read-model.ts';
import { getMarksRoute, putMarksRoute } from './marks.schema.ts';
import { MarksService } from './marks.service.ts';

@Controller()
export class MarksController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(MarksService) private readonly marks: MarksService,
  ) {}

  @Route(putMarksRoute)
  async put(@Input() { params, body }: InputOf<typeof putMarksRoute>) {
    return { kept: await this.marks.putMarks(params.run, body.basis, body.marks) };
  }

  @Route(getMarksRoute)
  async get(@Input() { params }: InputOf<typeof getMarksRoute>) {
    const source = await getSource(this.database.single, params.source);
    const found = await findDeltaBase(this.database.single, source.name);
    return 'base' in found ? { base: found.base, whole: null } : { base: null, whole: found.whole };
  }
}
