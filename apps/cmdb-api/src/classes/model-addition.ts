import type {
  AttributeDefinition,
  ClassDefinition,
  DomainDefinition,
  JsonValue,
  LookupDefinition,
} from '@popis/model';

/** What is to be added to the model, as one change. */
export interface ModelAddition {
  classes?: readonly ClassDefinition[];
  domains?: readonly DomainDefinition[];
  lookups?: readonly LookupDefinition[];
  /** For classes that exist already. */
  attributes?: readonly { class: string; attribute: AttributeDefinition }[];
}

/** Every attribute that an addition brings, those of new classes included. */
export function listNewAttributes(
  addition: ModelAddition,
): { class: string; attribute: AttributeDefinition }[] {
  const list = [...(addition.attributes ?? [])];
  for (const definition of addition.classes ?? []) {
    for (const attribute of definition.attributes) list.push({ class: definition.name, attribute });
  }
  return list;
}

/** The attested form of an addition: in the order of names, so that it can be made again from the tables. */
export function toAttestedAddition(addition: ModelAddition): JsonValue {
  const classes = (addition.classes ?? []).map(({ name, label, description, superclass, abstract }) => ({
    name,
    label,
    description,
    superclass,
    abstract,
  }));
  const attributes = listNewAttributes(addition).map(({ class: owner, attribute }) => ({
    name: `${owner}.${attribute.name}`,
    definition: toAttestedAttribute(attribute),
  }));
  // Without `impact`: domains that stood before it was introduced got theirs by a migration, and their change stays intact.
  const domains = (addition.domains ?? []).map(({ impact: _, ...domain }) => ({
    ...domain,
    attributes: domain.attributes.map(toAttestedAttribute),
  }));
  const lookups = (addition.lookups ?? []).map(({ name, label, values }) => ({
    name,
    label,
    values: values.map(({ code, label: shown, position, active }) => ({
      code,
      label: shown,
      position,
      active,
    })),
  }));
  return {
    classes: classes.sort(byName),
    attributes: attributes.sort(byName),
    domains: domains.sort(byName),
    lookups: lookups.sort(byName),
  };
}

function toAttestedAttribute(attribute: AttributeDefinition): Record<string, JsonValue> {
  const { lookup, domain, ...rest } = attribute;
  return { ...rest, lookup: lookup ?? null, domain: domain ?? null };
}

function byName(one: { name: string }, other: { name: string }): number {
  return one.name < other.name ? -1 : 1;
}
