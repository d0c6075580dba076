import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, NotFoundError } from '@popis/errors';
import { findSummaries } from '../cards/card-summaries.read-model.ts';
import type { Relate } from '../cards/card-work.ts';
import { CardWriter } from '../cards/card-writer.ts';
import type { ChangeContext } from '../changes/attestation.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import {
  findRelation,
  listCardRelations,
  type Relation,
  type RelationGroup,
  type WantedRelations,
} from './relations.read-model.ts';
import { toRelation } from './relations.schema.ts';

/** Relations for people. */
@Injectable()
export class RelationsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(CardWriter) private readonly writer: CardWriter,
  ) {}

  async listOfCard(wanted: WantedRelations): Promise<RelationGroup[]> {
    return this.database.read(async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      const groups = await listCardRelations(tx, catalogue, wanted);
      const isKnown = groups.length > 0 || (await findSummaries(tx, catalogue, [wanted.cardId])).size > 0;
      if (!isKnown) throw new NotFoundError('There is no such card');
      return groups;
    });
  }

  async get(id: string, asOf: Date | undefined): Promise<Relation> {
    return this.database.read((tx) => this.read(tx, id, asOf));
  }

  /** @throws ConflictError when the two are related so already, or cardinality is against it */
  async relate(context: ChangeContext, relate: Relate): Promise<Relation> {
    return this.database.transaction(async (tx) => {
      const { related } = await this.writer.apply(tx, context, { relate: [relate] });
      const relation = await this.read(tx, related[0]?.id ?? '');
      // Whoever means to make a relation does not mean to overwrite the attributes of one; the throw undoes that.
      if (related[0]?.stood) {
        throw new ConflictError('These two cards are related so already', { current: toRelation(relation) });
      }
      return relation;
    });
  }

  async end(context: ChangeContext, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.read(tx, id);
      await this.writer.apply(tx, context, { unrelate: [{ id }] });
    });
  }

  private async read(tx: Tx, id: string, asOf?: Date): Promise<Relation> {
    const relation = await findRelation(tx, await this.catalogues.current(tx), id, asOf);
    if (relation === undefined) throw new NotFoundError('There is no such relation');
    return relation;
  }
}
