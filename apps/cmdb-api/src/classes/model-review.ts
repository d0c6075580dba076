import type { Fault, ModelDifference } from '@popis/model';

/** What stands in the way of deleting an item: how many, and the names of the first. */
export interface ModelUse {
  /** What is to be deleted: `class Computer`, `attribute Computer.RAM`, `lookup value Status.lost`. */
  item: string;
  by:
    | 'cards'
    | 'past versions'
    | 'relations'
    | 'past relations'
    | 'classes'
    | 'domains'
    | 'attributes'
    | 'lookups'
    | 'lookup values'
    | 'sources'
    | 'views';
  count: number;
  names: string[];
}

/** A card whose value would break a promise of the next model. */
export interface BrokenCard {
  id: string;
  class: string;
  code: string | null;
  description: string | null;
  value: unknown;
}

/** Values that the next model does not allow; `cards` has the first hundred. */
export interface BrokenValues {
  path: string;
  message: string;
  count: number;
  cards: BrokenCard[];
}

/** Something outside the model that names an item of it. */
export interface ModelDependant {
  kind: 'source' | 'view';
  name: string;
  /** Which of the changed items it names. */
  items: string[];
}

/** Past versions of a class that would not be kept any more. */
export interface ModelRemoval {
  class: string;
  /** `null` = for ever. */
  keptDays: number | null;
  /** Versions that ended before this would go. */
  before: Date | null;
  versions: number;
}

/** Past relations between cards of two classes that would not be kept any more. */
export interface ModelRelationRemoval {
  source: string;
  target: string;
  keptDays: number;
  before: Date;
  versions: number;
}

/** All that can be said of a change of the model before it is made. */
export interface ModelReview {
  /** Revision of the model that this is about. */
  revision: string;
  differences: ModelDifference[];
  faults: Fault[];
  uses: ModelUse[];
  broken: BrokenValues[];
  dependants: ModelDependant[];
  /** Of every class of which past versions would be kept for another time. */
  removals: ModelRemoval[];
  /** Of every pair of classes of whose relations past versions would go. */
  relationRemovals: ModelRelationRemoval[];
  /** Active cards of the classes whose items differ. */
  cards: number;
  /** Active relations of the domains that differ. */
  relations: number;
}

/** How many names of what is in the way are told, and how many cards with a broken value. */
export const maxShown = 100;

/** Whether nothing stands in the way. */
export function isAllowed({ faults, uses, broken }: ModelReview): boolean {
  return faults.length + uses.length + broken.length === 0;
}

/** The obstacles in one line. */
export function describeObstacles({ uses, broken }: ModelReview): string {
  const used = uses.map(({ item, by, count, names }) => {
    const shown = names.length === 0 ? '' : ` (${shorten(names)})`;
    return `${item} is used by ${count} ${by}${shown}`;
  });
  const broke = broken.map(({ path, message }) => `${path} ${message}`);
  return [...used, ...broke].join('; ');
}

function shorten(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} …` : names.join(', ');
}
