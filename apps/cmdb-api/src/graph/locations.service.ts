import { Inject, Injectable } from '@nestjs/common';
import { NotFoundError } from '@popis/errors';
import { CatalogueService } from '../classes/catalogue.service.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { Database } from '../platform/database/database.ts';
import { readBounded } from './bounded-read.read-model.ts';
import { readContainment, usualLocations } from './containment.ts';
import { type Location, orderLocations, rollUp } from './location-tree.ts';
import { countByPlaces, listContainers, listLocations } from './locations.read-model.ts';
import { reach } from './reach.ts';
import { type Step, walkOn } from './walk.read-model.ts';
import { followDomains } from './walk-rules.ts';

/** Classes of the seeded model that are counted at places. */
const itemClass = 'Item';
const personClass = 'Employee';

/** Places in places: deeper than any building is, and more than one building has. */
const deepest = 20;
const mostPlaces = 50_000;

/** Which places are asked for. */
export interface WantedLocations {
  /** This place and what is in it; absent = all. */
  root?: string | undefined;
  /** Which classes are places; absent = those of the seeded model. */
  classes?: readonly string[] | undefined;
  asOf?: Date | undefined;
}

/** Where things are. */
@Injectable()
export class LocationsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
  ) {}

  /** @throws NotFoundError when there is no such class, or no such root among the places at that time */
  async tree({ root, classes, asOf }: WantedLocations): Promise<Location[]> {
    return readBounded(this.database, async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      const containment = readContainment(catalogue, classes ?? usualClasses(catalogue));
      const cards = await listLocations(tx, catalogue, containment, asOf);
      if (root !== undefined && !cards.some(({ id }) => id === root)) {
        throw new NotFoundError('There is no such place at that time');
      }
      const placeIds = cards.map(({ id }) => id);
      const parents = await listContainers(tx, catalogue, containment, { placeIds, asOf });
      const rules = followDomains(catalogue, undefined, 'both');
      const [items, people] = [concreteIds(catalogue, itemClass), concreteIds(catalogue, personClass)];
      const placed = await countByPlaces(tx, catalogue, {
        ...{ placeIds, rules, asOf },
        classIds: [...items, ...people],
      });
      const countOf = (classIds: readonly number[]) =>
        rollUp(
          placed.filter(({ classId }) => classIds.includes(classId)),
          parents,
        );
      const { innermost } = containment;
      return orderLocations(
        { cards, parents, items: countOf(items), people: countOf(people), innermost },
        root,
      );
    });
  }

  /**
   * Items at a place, or anywhere in it; each with the relation that says at which place it is.
   *
   * @throws NotFoundError when there is no such place at that time
   */
  async items(
    placeId: string,
    wanted: WantedLocations & { below: boolean; limit: number },
  ): Promise<{ steps: Step[]; total: number }> {
    const { classes, asOf, below, limit } = wanted;
    return readBounded(this.database, async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      const containment = readContainment(catalogue, classes ?? usualClasses(catalogue));
      const { cards } = await reach(tx, catalogue, {
        ...{ cardIds: [placeId], rules: containment.downwards, classIds: containment.classIds, asOf },
        depth: below ? deepest : 0,
        limit: mostPlaces,
      });
      if (!containment.classIds.includes(catalogue.classId(cards.get(placeId)?.card.class ?? ''))) {
        throw new NotFoundError('There is no such place at that time');
      }
      return walkOn(tx, catalogue, {
        rules: followDomains(catalogue, undefined, 'both'),
        from: [...cards.keys()],
        seen: [],
        classIds: concreteIds(catalogue, itemClass),
        asOf,
        limit,
      });
    });
  }
}

function usualClasses(catalogue: StoredCatalogue): string[] {
  return usualLocations.filter((name) => catalogue.findClass(name) !== undefined);
}

function concreteIds(catalogue: StoredCatalogue, className: string): number[] {
  return catalogue.findClass(className) === undefined ? [] : catalogue.concreteIds(className);
}
