import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type CurrentCard, decideAttribute } from '@popis/reconciliation';
import { createLogger } from '@popis/runtime';
import { CardWriter } from '../../cards/card-writer.ts';
import { ChangesService } from '../../changes/changes.service.ts';
import { CatalogueService } from '../../classes/catalogue.service.ts';
import { Database, type Tx } from '../../platform/database/database.ts';
import { RepeatedWork } from '../../platform/jobs/repeated-work.ts';
import { writeByHalves } from '../../platform/jobs/write-by-halves.ts';
import { readForDecision } from '../decision-scope.ts';
import { replaceLosing } from '../source-cards.repository.ts';
import { type DecidedAttribute, toDecidedWork } from './decided-work.ts';
import { dropEnds, type OverrideEnd, postponeEnds, takeEnds } from './overrides.repository.ts';

const log = createLogger('cmdb-api.overrides');
const pauseMs = 30_000;
const endsAtOnce = 200;
const putOffMs = 3_600_000;

/**
 * Gives attributes back to the next source once a person's value has come to its end: twice a minute, some hundreds a change.
 * Several processes may try; one at a time does. A run that comes first takes an ended value as ended as well.
 */
@Injectable()
export class OverrideEndsService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rounds = new RepeatedWork(() => this.endDue(), {
    everyMs: pauseMs,
    failed: (error) => log.warn({ err: error }, 'values that came to their end could not be given back now'),
  });

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(ChangesService) private readonly changes: ChangesService,
    @Inject(CardWriter) private readonly writer: CardWriter,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
  }

  /** Sees to all that has come to its end by now, or by the clock that is given; tells how many ends that were. */
  async endDue(now?: Date): Promise<number> {
    let seen = 0;
    for (;;) {
      const count = await this.database.transaction((tx) => this.endSome(tx, now));
      seen += count;
      if (count < endsAtOnce) return seen;
    }
  }

  private async endSome(tx: Tx, given: Date | undefined): Promise<number> {
    const now = given ?? (await this.changes.readClock(tx));
    const ends = await takeEnds(tx, now, endsAtOnce);
    if (ends.length === 0) return 0;
    const catalogue = await this.catalogues.currentForWriting(tx);
    const ids = [...new Set(ends.map((end) => end.cardId))];
    const { cards, rules } = await readForDecision(tx, catalogue, ids, now, 'locked');
    const decided = ends.flatMap(({ cardId, attribute }): DecidedAttribute[] => {
      const card = cards.get(cardId);
      if (card === undefined || !hasEnded(card, attribute, rules.now)) return [];
      const decision = decideAttribute(card, attribute, (standing) => standing, rules);
      return [{ cardId, attribute, decision }];
    });
    const refused = await this.write(tx, decided);
    const isRefused = (end: OverrideEnd) =>
      refused.some((each) => each.cardId === end.cardId && each.attribute === end.attribute);
    await dropEnds(
      tx,
      ends.filter((end) => !isRefused(end)),
    );
    await postponeEnds(tx, refused, new Date(now.getTime() + putOffMs));
    return ends.length;
  }

  /** Writes what was decided as one change, and gives what the model or the database does not let pass. */
  private async write(tx: Tx, decided: readonly DecidedAttribute[]): Promise<OverrideEnd[]> {
    const context = {
      actor: 'popis',
      source: 'override',
      reason: 'the end of a value that a person had set',
    };
    const write = async (part: readonly DecidedAttribute[]) => {
      await this.writer.apply(tx, context, toDecidedWork(part));
      const beside = part.map(({ decision, ...place }) => ({ ...place, losing: decision.beside }));
      await replaceLosing(tx, beside);
      return part.map((): OverrideEnd[] => []);
    };
    const verdicts = await writeByHalves(tx, decided, write, (item, error): OverrideEnd[] => {
      const { cardId, attribute } = item;
      log.warn({ cardId, attribute, err: error }, 'a value stays beyond its end');
      return [{ cardId, attribute }];
    });
    return verdicts.flat();
  }
}

function hasEnded(card: CurrentCard, attribute: string, now: string): boolean {
  const end = card.provenance[attribute]?.expiresAt;
  return end !== undefined && end <= now;
}
