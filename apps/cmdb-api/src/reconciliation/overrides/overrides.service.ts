import { Inject, Injectable } from '@nestjs/common';
import { InvalidInputError, NotFoundError } from '@popis/errors';
import { type Candidate, decideAttribute, listCandidates, rankOf, without } from '@popis/reconciliation';
import { CardWriter } from '../../cards/card-writer.ts';
import { type Card, findCard } from '../../cards/cards.read-model.ts';
import { CardsService } from '../../cards/cards.service.ts';
import type { ChangeContext } from '../../changes/attestation.ts';
import { ChangesService } from '../../changes/changes.service.ts';
import { CatalogueService } from '../../classes/catalogue.service.ts';
import { Database, type Tx } from '../../platform/database/database.ts';
import { readForDecision } from '../decision-scope.ts';
import { replaceLosing } from '../source-cards.repository.ts';
import { toDecidedWork } from './decided-work.ts';

/** What a source says of an attribute of a card, and how it counts. */
export interface ShownCandidate extends Candidate {
  readonly attribute: string;
  readonly rank: number;
  readonly holds: boolean;
}

/** Why cards have their values, and the end of those that people have set. */
@Injectable()
export class OverridesService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(ChangesService) private readonly changes: ChangesService,
    @Inject(CardsService) private readonly cards: CardsService,
    @Inject(CardWriter) private readonly writer: CardWriter,
  ) {}

  /** What sources say of the attributes that the caller may see, the one that holds first. @throws NotFoundError */
  async listCandidates(id: string): Promise<ShownCandidate[]> {
    return this.database.read(async (tx) => {
      const shown = await this.readShown(tx, id);
      const catalogue = await this.catalogues.whole(tx);
      const { cards, rules } = await readForDecision(tx, catalogue, [id], await this.changes.readClock(tx));
      const card = cards.get(id);
      if (card === undefined) return [];
      const names = new Set([...Object.keys(card.provenance), ...Object.keys(card.losing)]);
      return [...names]
        .filter((attribute) => attribute in shown.attributes)
        .sort()
        .flatMap((attribute) => {
          const ranked = listCandidates(card, attribute).map((candidate) => ({
            ...candidate,
            attribute,
            rank: rankOf(card, attribute, candidate, rules),
            holds: candidate.source === (card.provenance[attribute]?.source ?? ''),
          }));
          return ranked.sort((a, b) => Number(b.holds) - Number(a.holds) || b.rank - a.rank);
        });
    });
  }

  /**
   * Takes back what people have set on an attribute.
   *
   * @throws NotFoundError when the attribute is up to a source already
   * @throws InvalidInputError when nobody else says what a card must have
   * @throws StaleError with the card as it is when `ifMatch` is not its version
   */
  async end(
    context: ChangeContext,
    id: string,
    attribute: string,
    ifMatch: string | undefined,
  ): Promise<void> {
    await this.cards.showingStale(id, () =>
      this.database.transaction(async (tx) => {
        const shown = await this.readShown(tx, id);
        const catalogue = await this.catalogues.currentForWriting(tx);
        const now = await this.changes.readClock(tx);
        const { cards, rules } = await readForDecision(tx, catalogue, [id], now, 'locked');
        const card = cards.get(id);
        const isSet = attribute in shown.attributes && card?.provenance[attribute]?.source === 'person';
        if (card === undefined || !isSet) throw new NotFoundError(`Nobody has set ${attribute} by hand`);
        const decision = decideAttribute(card, attribute, (all) => without(all, 'person'), rules);
        if (decision.value === null && catalogue.findAttribute(card.class, attribute)?.mandatory === true) {
          const fault = { path: attribute, message: 'is mandatory, and no source says what it is' };
          throw new InvalidInputError('The card needs a value', [fault]);
        }
        const decided = [{ cardId: id, attribute, decision }];
        await this.writer.apply(tx, context, toDecidedWork(decided, ifMatch));
        await replaceLosing(tx, [{ cardId: id, attribute, losing: decision.beside }]);
      }),
    );
  }

  private async readShown(tx: Tx, id: string): Promise<Card> {
    const card = await findCard(tx, await this.catalogues.current(tx), id);
    if (card === undefined || card.retired) throw new NotFoundError('There is no such card');
    return card;
  }
}
