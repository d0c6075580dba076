import type { Attribute, Card } from '../api/types.ts';

/** An attribute for tests; only what a test is about has to be given. */
export function testAttribute(name: string, given: Partial<Attribute> = {}): Attribute {
  return {
    name,
    label: name,
    type: 'string',
    position: 0,
    mandatory: false,
    unique: false,
    default: null,
    unit: null,
    group: null,
    inheritedFrom: null,
    ...given,
  };
}

export function testCard(attributes: Card['attributes']): Card {
  return {
    id: 'c1',
    class: 'Computer',
    attributes,
    provenance: {},
    validFrom: '2026-11-23T08:00:00Z',
    changeId: 'v1',
    retired: false,
  };
}
