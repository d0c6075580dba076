import { Inject, Injectable } from '@nestjs/common';
import { InvalidInputError } from '@popis/errors';
import { CatalogueService } from '../classes/catalogue.service.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { readBounded } from './bounded-read.read-model.ts';
import { classesEnding } from './card-ends.read-model.ts';
import { compareImpacts, type ImpactComparison } from './compare-impacts.ts';
import { findConcerned } from './concerned.ts';
import { explainHits } from './explain-hits.ts';
import type { Impact, ShownRelations, WantedComparison, WantedImpact } from './impact.ts';
import type { Scenario } from './scenario.ts';
import { walkScenario } from './scenario-walk.ts';
import { findCards, listRelationsFrom } from './walk.read-model.ts';
import { followRetiring, followUnknown, type WalkRules } from './walk-rules.ts';

/** Most relations of unknown impact that are shown, and most that forbid. */
const mostShown = 500;

/** What happens with a card, and what that does to others. */
@Injectable()
export class ImpactService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
  ) {}

  /** @throws NotFoundError when there is no such card at that time, InvalidInputError for ends that no class has */
  async of(wanted: WantedImpact): Promise<Impact> {
    return readBounded(this.database, async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      refuseUnknownEnds(catalogue, wanted, 'query.ends');
      return readImpact(tx, catalogue, wanted);
    });
  }

  /** @throws NotFoundError when there is no such card at that time, InvalidInputError for ends that no class has */
  async compare({ one, other, ...bounds }: WantedComparison): Promise<ImpactComparison> {
    return readBounded(this.database, async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      refuseUnknownEnds(catalogue, one, 'one.ends');
      refuseUnknownEnds(catalogue, other, 'other.ends');
      const first = await readImpact(tx, catalogue, { ...bounds, ...one, direction: 'affects' });
      const second = await readImpact(tx, catalogue, { ...bounds, ...other, direction: 'affects' });
      return compareImpacts({ start: one.cardIds, ...first }, { start: other.cardIds, ...second });
    });
  }
}

async function readImpact(tx: Tx, catalogue: StoredCatalogue, wanted: WantedImpact): Promise<Impact> {
  const { asOf } = wanted;
  const [named = ''] = wanted.cardIds;
  const { cards, leftOut, isExact, effects, ends } = await walkScenario(tx, catalogue, wanted);
  const cardIds = [...cards.keys()];
  const hits = explainHits(cards).map((hit) => ({
    ...hit,
    effect: effects.get(hit.card.id) ?? 'fails',
    ends: ends.get(hit.card.id) ?? null,
  }));
  const retiring = cardIds.filter((id) => effects.get(id) === 'retires');
  return {
    hits,
    ends: ends.get(named) ?? null,
    truncated: leftOut === 0 ? null : { nodes: leftOut, exact: isExact },
    unknown: await listShown(tx, catalogue, { cardIds, rules: followUnknown(catalogue), asOf }),
    forbids: await listForbidding(tx, catalogue, retiring, asOf),
    concerned: await findConcerned(tx, catalogue, cardIds, asOf),
  };
}

function refuseUnknownEnds(catalogue: StoredCatalogue, { ends = [] }: Scenario, path: string): void {
  const unknown = ends.filter((name) => classesEnding(catalogue, name).length === 0);
  if (unknown.length === 0) return;
  const faults = unknown.map((name) => ({ path, message: `"${name}" is a date of no class` }));
  throw new InvalidInputError('The request has a fault', faults);
}

/** Relations to cards that retire too are in nobody's way. */
async function listForbidding(
  tx: Tx,
  catalogue: StoredCatalogue,
  retiring: readonly string[],
  asOf: Date | undefined,
): Promise<ShownRelations> {
  if (retiring.length === 0) return { relations: [], more: false };
  const rules = followRetiring(catalogue, 'restrict');
  const { relations, more } = await listShown(tx, catalogue, { cardIds: retiring, rules, asOf });
  return { relations: relations.filter(({ card }) => !retiring.includes(card.id)), more };
}

/** A relation between two reached cards is listed once, as seen from the one that it is read from first. */
async function listShown(
  tx: Tx,
  catalogue: StoredCatalogue,
  wanted: { cardIds: readonly string[]; rules: WalkRules; asOf: Date | undefined },
): Promise<ShownRelations> {
  // Twice as many, since a relation between two of the cards is met from both.
  const read = await listRelationsFrom(tx, catalogue, { ...wanted, limit: 2 * mostShown + 1 });
  const once = [...new Map(read.map((relation) => [relation.id, relation])).values()];
  const shown = once.slice(0, mostShown);
  const ids = shown.map((relation) => relation.far);
  const far = await findCards(tx, catalogue, ids, wanted.asOf);
  const relations = [];
  for (const relation of shown) {
    const card = far.get(relation.far);
    if (card !== undefined) relations.push({ relation, card });
  }
  return { relations, more: once.length > shown.length || read.length > 2 * mostShown };
}
