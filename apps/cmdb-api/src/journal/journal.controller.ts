import { Controller, Inject } from '@nestjs/common';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import { createNoteRoute, listJournalRoute, strikeNoteRoute, toNoteAnswer } from './journal.schema.ts';
import { JournalService } from './journal.service.ts';

@Controller()
export class JournalController {
  constructor(@Inject(JournalService) private readonly journal: JournalService) {}

  @Route(listJournalRoute)
  async list(@Input() { params, query }: InputOf<typeof listJournalRoute>) {
    const { items, total, next } = await this.journal.list(params.id, query);
    return { items: items.map(toNoteAnswer), total, next };
  }

  @Route(createNoteRoute)
  async create(@Input() { params, body }: InputOf<typeof createNoteRoute>, @CurrentCaller() caller: Caller) {
    return toNoteAnswer(await this.journal.add(caller, params.id, body.text));
  }

  @Route(strikeNoteRoute)
  async strike(@Input() { params, body }: InputOf<typeof strikeNoteRoute>, @CurrentCaller() caller: Caller) {
    await this.journal.strike(caller, params.id, params.note, body.reason);
  }
}
