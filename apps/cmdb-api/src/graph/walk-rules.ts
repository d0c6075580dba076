import type { Direction, DomainDefinition } from '@popis/model';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';

/** Numbers of domains; `all` leaves out a condition that would meet every relation and draw the planner to a worse index. */
export type Followed = readonly number[] | 'all';

/** Which relations a walk follows: the domains it follows from the source, and from the target. */
export interface WalkRules {
  fromSource: Followed;
  fromTarget: Followed;
}

/** `affects`: what fails with the card; `affectedBy`: with what the card fails. */
export type ImpactDirection = 'affects' | 'affectedBy';

/** Follows these domains (all, when none is named) along one direction, or both. */
export function followDomains(
  catalogue: StoredCatalogue,
  names: readonly string[] | undefined,
  direction: Direction | 'both',
): WalkRules {
  const followed: Followed =
    names === undefined
      ? 'all'
      : numbersOf(
          catalogue,
          names.map((name) => catalogue.getDomain(name)),
        );
  return {
    fromSource: direction === 'inverted' ? [] : followed,
    fromTarget: direction === 'directed' ? [] : followed,
  };
}

/** Follows what is known to carry a failure. Domains of unknown impact are in no such walk. */
export function followImpact(catalogue: StoredCatalogue, direction: ImpactDirection): WalkRules {
  const [along, against] = direction === 'affects' ? ['directed', 'inverted'] : ['inverted', 'directed'];
  const carries = (way: string | undefined) =>
    numbersOf(
      catalogue,
      catalogue.domains.filter(({ impact }) => impact === way || impact === 'both'),
    );
  return { fromSource: carries(along), fromTarget: carries(against) };
}

/** Follows the domains of which nobody has said what they carry. */
export function followUnknown(catalogue: StoredCatalogue): WalkRules {
  const unknown = catalogue.domains.filter(({ impact }) => impact === 'unknown');
  const ids = numbersOf(catalogue, unknown);
  return { fromSource: ids, fromTarget: ids };
}

function numbersOf(catalogue: StoredCatalogue, domains: readonly DomainDefinition[]): number[] {
  return domains.map(({ name }) => catalogue.domainId(name));
}
