import { Inject, Injectable } from '@nestjs/common';
import { type Fault, InvalidInputError, NotFoundError } from '@popis/errors';
import { type AttributeValue, listDifferences } from '@popis/model';
import { type CardSummary, findSummaries } from '../cards/card-summaries.read-model.ts';
import { CardWriter } from '../cards/card-writer.ts';
import { type Card, findCard } from '../cards/cards.read-model.ts';
import { toCardAnswer } from '../cards/cards.schema.ts';
import type { ChangeContext } from '../changes/attestation.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { StaleError } from '../platform/stale-error.ts';
import {
  type AttributeDifference,
  compareCards,
  plainValues,
  type RelationDifference,
} from './card-differences.ts';
import { describePurge } from './purge-attestation.ts';
import { findRemoval, type RemovalOfVersion } from './purges.read-model.ts';
import { findVersionTime, listStandingRelations } from './versions.read-model.ts';
import { lockRetirement } from './versions.repository.ts';

/** A card at two instants. */
export interface ComparedCard {
  cardId: string;
  from: { at: Date; state: 'absent' | 'active' | 'retired' };
  to: ComparedCard['from'];
  attributes: AttributeDifference[];
  relations: RelationDifference[];
  /** The cards at the far ends. */
  cards: ReadonlyMap<string, CardSummary>;
}

/** Which version is wanted back. */
export interface WantedVersion {
  changeId?: string | undefined;
  attributes?: readonly string[] | undefined;
  ifMatch: string | undefined;
}

/** Versions of a card: reading, comparing, restoring. */
@Injectable()
export class VersionsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(CardWriter) private readonly writer: CardWriter,
  ) {}

  /** @throws NotFoundError when the change did not touch the card, or retention removed what it made of it */
  async get(cardId: string, changeId: string): Promise<Card> {
    return this.database.read(async (tx) =>
      getVersion(tx, await this.catalogues.current(tx), cardId, changeId),
    );
  }

  async compare(cardId: string, from: Date, to: Date): Promise<ComparedCard> {
    if (from > to) {
      throw new InvalidInputError('The request has a fault', [
        { path: 'query.from', message: 'must not be later than `to`' },
      ]);
    }
    return this.database.read(async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      if (!(await findSummaries(tx, catalogue, [cardId])).has(cardId)) {
        throw new NotFoundError('There is no such card');
      }
      const [older, newer] = [
        await readState(tx, catalogue, cardId, from),
        await readState(tx, catalogue, cardId, to),
      ];
      const { attributes, relations } = compareCards(older, newer);
      const far = relations.flatMap(({ relation }) => [relation.sourceId, relation.targetId]);
      const cards = await findSummaries(tx, catalogue, far, to);
      return {
        cardId,
        from: { at: from, state: stateOf(older.card) },
        to: { at: to, state: stateOf(newer.card) },
        attributes,
        relations,
        cards,
      };
    });
  }

  /**
   * Writes values of an earlier version anew. Of an active card only what differs is written; a retired one begins again.
   *
   * @throws StaleError with the card as it is when `ifMatch` is not its revision
   * @throws InvalidInputError when a value cannot be any more: its code is taken, or the card of a reference retired
   */
  async restore(context: ChangeContext, cardId: string, wanted: WantedVersion): Promise<Card> {
    return this.database.transaction(async (tx) => {
      const retiredAt = await lockRetirement(tx, cardId);
      const catalogue = await this.catalogues.current(tx);
      const current = await getCard(tx, catalogue, cardId);
      if (wanted.ifMatch !== undefined && wanted.ifMatch !== current.changeId) {
        throw new StaleError('The card was changed in the meantime', { current: toCardAnswer(current) });
      }
      const values = chooseValues(catalogue, await this.findWanted(tx, current, wanted), wanted.attributes);
      if (current.retired) {
        const create = [{ id: cardId, class: current.class, attributes: withoutEmpty(values) }];
        await this.writer.apply(tx, { ...context, after: retiredAt }, { create });
      } else {
        const attributes = pickDiffering(plainValues(current), values);
        await this.writer.apply(tx, context, {
          update: [{ id: cardId, attributes, ifMatch: wanted.ifMatch }],
        });
      }
      return getCard(tx, catalogue, cardId);
    });
  }

  private async findWanted(tx: Tx, current: Card, { changeId }: WantedVersion): Promise<Card> {
    if (changeId !== undefined) {
      return getVersion(tx, await this.catalogues.current(tx), current.id, changeId);
    }
    if (current.retired) return current;
    const faults = [{ path: 'changeId', message: 'must name the version, since the card is not retired' }];
    throw new InvalidInputError('The request has a fault', faults);
  }
}

async function getVersion(
  tx: Tx,
  catalogue: StoredCatalogue,
  cardId: string,
  changeId: string,
): Promise<Card> {
  const at = await findVersionTime(tx, catalogue, cardId, changeId);
  const card = at === undefined ? undefined : await findCard(tx, catalogue, cardId, at);
  if (card !== undefined) return card;
  const removal = await findKnownRemoval(tx, catalogue, cardId, at === undefined ? { changeId } : { at });
  if (removal === undefined) throw new NotFoundError('There is no such version of the card');
  const when = `Retention removed this version at ${removal.at.toISOString()} by the change ${removal.changeId}`;
  throw new NotFoundError(`${when}. ${describePurge(removal)}`);
}

/** Nothing is said of a card that the caller may not see; of one that is gone, only to those who see every card. */
async function findKnownRemoval(
  tx: Tx,
  catalogue: StoredCatalogue,
  cardId: string,
  version: { changeId: string } | { at: Date },
): Promise<RemovalOfVersion | undefined> {
  const isKnown = catalogue.sight === undefined || (await findSummaries(tx, catalogue, [cardId])).has(cardId);
  return isKnown ? findRemoval(tx, cardId, version) : undefined;
}

async function getCard(tx: Tx, catalogue: StoredCatalogue, id: string, asOf?: Date): Promise<Card> {
  const card = await findCard(tx, catalogue, id, asOf);
  if (card === undefined) throw new NotFoundError('There is no such card');
  return card;
}

async function readState(tx: Tx, catalogue: StoredCatalogue, cardId: string, at: Date) {
  return {
    card: await findCard(tx, catalogue, cardId, at),
    relations: await listStandingRelations(tx, catalogue, cardId, at),
  };
}

function stateOf(card: Card | undefined): ComparedCard['from']['state'] {
  if (card === undefined) return 'absent';
  return card.retired ? 'retired' : 'active';
}

/** The values of a version that the class still has attributes for; all of them, or the named ones. */
function chooseValues(
  catalogue: StoredCatalogue,
  version: Card,
  names: readonly string[] | undefined,
): Record<string, AttributeValue> {
  const known = catalogue.getClass(version.class).attributes.map(({ name }) => name);
  const faults: Fault[] = [];
  for (const [index, name] of (names ?? []).entries()) {
    if (!known.includes(name))
      faults.push({ path: `attributes.${index}`, message: `${name} is no attribute` });
  }
  if (faults.length > 0) throw new InvalidInputError('The request has faults', faults);
  const values = plainValues({ ...version, retired: false });
  return Object.fromEntries((names ?? known).map((name) => [name, values[name] ?? null]));
}

function pickDiffering(
  current: Record<string, AttributeValue>,
  wanted: Record<string, AttributeValue>,
): Record<string, AttributeValue> {
  const differing = listDifferences(current, wanted);
  return Object.fromEntries(differing.map(({ attribute }) => [attribute, wanted[attribute] ?? null]));
}

function withoutEmpty(values: Record<string, AttributeValue>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
