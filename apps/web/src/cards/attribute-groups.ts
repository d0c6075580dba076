import type { Attribute } from '../api/types.ts';
import { orderAttributes } from '../classes/list-search.ts';

export interface AttributeGroup {
  name: string;
  attributes: Attribute[];
}

const UNGROUPED = 'General';

/** Attributes by their group, groups in the order of their first attribute. */
export function groupAttributes(attributes: readonly Attribute[]): AttributeGroup[] {
  const groups = new Map<string, AttributeGroup>();
  for (const attribute of orderAttributes(attributes)) {
    const name = attribute.group ?? UNGROUPED;
    const group = groups.get(name) ?? { name, attributes: [] };
    group.attributes.push(attribute);
    groups.set(name, group);
  }
  return [...groups.values()];
}
