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

/** Follows what makes the card at the other end retire too, or (`restrict`) forbids that this one retires. */
export function followRetiring(catalogue: StoredCatalogue, rule: 'retire' | 'restrict'): WalkRules {
  const { domains } = catalogue;
  return {
    fromSource: numbersOf(
      catalogue,
      domains.filter(({ onSourceRetired }) => onSourceRetired === rule),
    ),
    fromTarget: numbersOf(
      catalogue,
      domains.filter(({ onTargetRetired }) => onTargetRetired === rule),
    ),
  };
}

/**
 * Follows what holds: from the card at the one end of a domain that says something of failures, whichever way, to those of
 * which each has one such card at most. A room holds its workspaces and items, a computer its monitors and its memory.
 */
export function followHeld(catalogue: StoredCatalogue): WalkRules & Record<keyof WalkRules, number[]> {
  const holding = catalogue.domains.filter(({ impact }) => impact !== 'none' && impact !== 'unknown');
  const from = (cardinality: DomainDefinition['cardinality']) =>
    numbersOf(
      catalogue,
      holding.filter((domain) => domain.cardinality === cardinality),
    );
  return { fromSource: from('1:N'), fromTarget: from('N:1') };
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
