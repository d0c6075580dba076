import { Controller, Inject } from '@nestjs/common';
import { Database } from '../../platform/database/database.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../../platform/http/route.ts';
import type { Caller } from '../../platform/permissions.ts';
import { getSource } from '../runs.read-model.ts';
import { listAnswers } from './answers.read-model.ts';
import { answerRoute, listAnswersRoute, toAnswerBody, withdrawAnswerRoute } from './answers.schema.ts';
import { AnswersService } from './answers.service.ts';

@Controller()
export class AnswersController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AnswersService) private readonly answers: AnswersService,
  ) {}

  @Route(answerRoute)
  async answer(@Input() { params, body }: InputOf<typeof answerRoute>, @CurrentCaller() caller: Caller) {
    return toAnswerBody(await this.answers.answer(params.id, body, caller));
  }

  @Route(listAnswersRoute)
  async list(@Input() { params, query }: InputOf<typeof listAnswersRoute>) {
    const source = await getSource(this.database.single, params.source);
    const page = await listAnswers(this.database.single, source.name, query);
    return { ...page, items: page.items.map(toAnswerBody) };
  }

  @Route(withdrawAnswerRoute)
  async withdraw(
    @Input() { params, query }: InputOf<typeof withdrawAnswerRoute>,
    @CurrentCaller() caller: Caller,
  ) {
    await this.answers.withdraw(params.source, params.answer, query.reason, caller);
  }
}
