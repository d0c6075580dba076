import type { DomainDefinition } from '@popis/model';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { WalkRules } from './walk-rules.ts';

/** Classes of the seeded model whose cards are places. */
export const usualLocations: readonly string[] = ['Building', 'Floor', 'Room', 'Workspace'];

/** How places contain each other, as the model says. */
export interface Containment {
  /** Every class of places that has cards. */
  classIds: readonly number[];
  /** Walks from places to those that they contain. */
  downwards: WalkRules;
  /** Classes of places that contain no other places: what can be free. */
  innermost: ReadonlySet<string>;
}

/**
 * A domain between two location classes contains when each card of one end has at most one of the other: in `1:N` the
 * source contains the target, in `N:1` the target the source.
 *
 * @throws NotFoundError when one of the classes is not there
 */
export function readContainment(catalogue: StoredCatalogue, classNames: readonly string[]): Containment {
  for (const name of classNames) catalogue.getClass(name);
  const isLocation = (name: string) => classNames.some((location) => catalogue.isA(name, location));
  const within = catalogue.domains.filter(({ source, target }) => isLocation(source) && isLocation(target));
  const down = within.filter(({ cardinality }) => cardinality === '1:N');
  const up = within.filter(({ cardinality }) => cardinality === 'N:1');
  const containers = [...down.map(({ source }) => source), ...up.map(({ target }) => target)];
  const concrete = new Set(classNames.flatMap((name) => catalogue.getClass(name).concrete));
  const contains = (name: string) => containers.some((container) => catalogue.isA(name, container));
  const ids = (domains: readonly DomainDefinition[]) => domains.map(({ name }) => catalogue.domainId(name));
  return {
    classIds: [...concrete].map((name) => catalogue.classId(name)),
    downwards: { fromSource: ids(down), fromTarget: ids(up) },
    innermost: new Set([...concrete].filter((name) => !contains(name))),
  };
}
