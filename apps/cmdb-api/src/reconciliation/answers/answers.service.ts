import { Inject, Injectable } from '@nestjs/common';
import { InvalidInputError, NotFoundError } from '@popis/errors';
import { equalValues } from '@popis/model';
import { identityOfRecord } from '@popis/reconciliation';
import { ChangesService, changeBy } from '../../changes/changes.service.ts';
import { Database, type Tx } from '../../platform/database/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Caller } from '../../platform/permissions.ts';
import { setResolved } from '../quarantine.repository.ts';
import { lockSource } from '../runs.repository.ts';
import { type AnswerWork, type StoredAnswer, toAttestedAnswers } from './answer-attestation.ts';
import { findCardFaults, identityOfDoubted } from './answer-faults.ts';
import {
  type AnswerRow,
  type DoubtedRow,
  findAnswer,
  findAnswerTo,
  findDoubted,
  listDoubted,
  listKeysOfCards,
} from './answers.read-model.ts';
import { endAnswer, insertAnswer } from './answers.repository.ts';

/** What a person says of a record in quarantine. */
export type WantedAnswer =
  | { answer: 'same-card'; card: string; reason: string }
  | { answer: 'ignore'; reason: string };

/** What people answer to records that could not be identified. */
@Injectable()
export class AnswersService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChangesService) private readonly changes: ChangesService,
  ) {}

  /**
   * Remembers what a record means, in the place of an earlier answer to it. The record no longer waits; later runs of its
   * source go by the answer. The same answer once more writes nothing.
   *
   * @throws NotFoundError, ConflictError for a record that no answer helps
   * @throws InvalidInputError for a card that it cannot be
   */
  async answer(id: string, wanted: WantedAnswer, caller: Caller): Promise<AnswerRow> {
    return this.database.transaction(async (tx) => {
      const doubted = await findDoubted(tx, id);
      if (doubted === undefined) throw new NotFoundError(`There is no record ${id} in quarantine`);
      await lockSource(tx, doubted.source);
      const identity = identityOfDoubted(doubted);
      const cardId = wanted.answer === 'same-card' ? wanted.card : null;
      if (cardId !== null) await refuseOtherCard(tx, doubted, cardId);
      const standing = await findAnswerTo(tx, doubted.source, identity);
      const isSame = standing?.answer === wanted.answer && standing.cardId === cardId;
      const { source } = doubted;
      const given: StoredAnswer = { ...identity, id: newId(), source, answer: wanted.answer, cardId };
      if (!isSame) await this.write(tx, caller, { begun: given, ended: standing }, wanted.reason);
      await resolveAnswered(tx, doubted);
      return getAnswer(tx, source, isSame ? standing.id : given.id);
    });
  }

  /**
   * Takes an answer back: the question comes again with the next run that has the record.
   *
   * @throws NotFoundError
   */
  async withdraw(source: string, id: string, reason: string | undefined, caller: Caller): Promise<void> {
    await this.database.transaction(async (tx) => {
      await lockSource(tx, source);
      await this.write(tx, caller, { ended: await getAnswer(tx, source, id) }, reason ?? null);
    });
  }

  private async write(
    tx: Tx,
    caller: Caller,
    { begun, ended }: { begun?: StoredAnswer; ended: AnswerRow | undefined },
    reason: string | null,
  ): Promise<void> {
    const work: AnswerWork = {
      begun: begun === undefined ? [] : [begun],
      ended: ended === undefined ? [] : [ended.id],
    };
    const change = await this.changes.begin(tx, changeBy(caller, reason), ended?.validFrom);
    await this.changes.record(tx, change, toAttestedAnswers(work));
    for (const version of work.ended) await endAnswer(tx, change, version);
    for (const version of work.begun) await insertAnswer(tx, change, version);
  }
}

async function getAnswer(tx: Tx, source: string, id: string): Promise<AnswerRow> {
  const found = await findAnswer(tx, source, id);
  if (found === undefined) throw new NotFoundError(`There is no answer ${id} of ${source}`);
  return found;
}

async function refuseOtherCard(tx: Tx, doubted: DoubtedRow, cardId: string): Promise<void> {
  const [card] = await listKeysOfCards(tx, [cardId], doubted.keyAttribute);
  const faults = findCardFaults(doubted, identityOfRecord(doubted), card);
  if (faults.length > 0) throw new InvalidInputError('The record cannot be this card', faults);
}

/** What is known by the same no longer waits, whichever run put it there. */
async function resolveAnswered(tx: Tx, doubted: DoubtedRow): Promise<void> {
  const identity = identityOfRecord(doubted);
  const waiting = await listDoubted(tx, doubted);
  const answered = waiting.filter((each) => {
    const other = identityOfRecord(each);
    return equalValues(JSON.parse(JSON.stringify(other)), JSON.parse(JSON.stringify(identity)));
  });
  await setResolved(
    tx,
    answered.map((each) => each.id),
    new Date(),
  );
}
