import { Inject, Injectable } from '@nestjs/common';
import { InvalidInputError, NotFoundError } from '@popis/errors';
import type { JsonValue } from '@popis/model';
import { CardWriter } from '../cards/card-writer.ts';
import { type Card, findCard } from '../cards/cards.read-model.ts';
import type { ChangeContext } from '../changes/attestation.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { Database } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import { listCardRelations } from '../relations/relations.read-model.ts';
import { planAttributes, planRelations } from './plan-clone.ts';

const mostRelations = 1_000;

/** Cards made after the model of another. */
@Injectable()
export class CloningService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(CardWriter) private readonly writer: CardWriter,
  ) {}

  /**
   * Creates a card with what `id` has, `attributes` over it, and its relations of the named domains, as one change.
   *
   * @throws NotFoundError, InvalidInputError with every fault
   */
  async clone(
    context: ChangeContext,
    id: string,
    attributes: Readonly<Record<string, JsonValue>>,
    domains: readonly string[],
  ): Promise<Card> {
    return this.database.transaction(async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      const original = await findCard(tx, catalogue, id);
      if (original === undefined) throw new NotFoundError('There is no such card');
      const cloneId = newId();
      const standing =
        domains.length === 0
          ? []
          : await listCardRelations(tx, catalogue, { cardId: id, limit: mostRelations });
      const { relate, faults } = planRelations(catalogue, original, cloneId, domains, standing);
      if (faults.length > 0) throw new InvalidInputError('The card cannot be cloned as asked', faults);
      const created = {
        id: cloneId,
        class: original.class,
        attributes: planAttributes(catalogue, original, attributes),
      };
      await this.writer.apply(tx, context, { create: [created], relate });
      const clone = await findCard(tx, catalogue, cloneId);
      if (clone === undefined) throw new NotFoundError('The clone is gone');
      return clone;
    });
  }
}
