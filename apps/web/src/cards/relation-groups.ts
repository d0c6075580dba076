import type { ClassSummary, Domain, RelationGroup } from '../api/types.ts';
import { ITEM, isWithin } from '../shell/class-tree.ts';

function domainOf(group: RelationGroup, domains: readonly Domain[]): Domain | undefined {
  return domains.find((domain) => domain.name === group.domain);
}

/**
 * A part is an item that belongs to one other item: a computer's memory. What stands in a room belongs to no item,
 * and what a computer prints on or depends on belongs to many.
 */
export function isPartGroup(
  group: RelationGroup,
  domains: readonly Domain[],
  classes: readonly ClassSummary[],
): boolean {
  const domain = domainOf(group, domains);
  if (domain === undefined || group.direction !== 'directed') return false;
  if (domain.cardinality !== '1:N' && domain.cardinality !== '1:1') return false;
  return isWithin(domain.source, ITEM, classes) && isWithin(domain.target, ITEM, classes);
}

export function countRelations(groups: readonly RelationGroup[]): number {
  let count = 0;
  for (const group of groups) count += group.total;
  return count;
}

export interface RelationChoice {
  domain: Domain;
  direction: RelationGroup['direction'];
  label: string;
  /** The class of the card at the other end. */
  otherClass: string;
}

/** The relations that a card of this class can have, one choice per domain and end. */
export function listRelationChoices(
  className: string,
  domains: readonly Domain[],
  classes: readonly ClassSummary[],
): RelationChoice[] {
  const choices: RelationChoice[] = [];
  for (const domain of domains) {
    if (isWithin(className, domain.source, classes)) {
      choices.push({
        domain,
        direction: 'directed',
        label: domain.directLabel,
        otherClass: domain.target,
      });
    }
    if (isWithin(className, domain.target, classes)) {
      choices.push({
        domain,
        direction: 'inverted',
        label: domain.inverseLabel,
        otherClass: domain.source,
      });
    }
  }
  return choices;
}
