import { equalValues, type JsonValue } from './canonical-json.ts';
import type {
  AttributeDefinition,
  ClassDefinition,
  DomainDefinition,
  LookupDefinition,
  LookupValue,
  ModelDefinition,
} from './definitions.ts';

export const modelItemKinds = ['lookup', 'class', 'domain', 'attribute'] as const;
export type ModelItemKind = (typeof modelItemKinds)[number];

/** A definition as JSON, without what is its usual meaning; a class without its attributes. */
export type DescribedItem = Record<string, JsonValue>;

/** One item of the model that differs; `null` = it is not there. An attribute is called `Class.Attribute`. */
export interface ModelDifference {
  kind: ModelItemKind;
  name: string;
  old: DescribedItem | null;
  new: DescribedItem | null;
}

/** One property of an item that differs; `null` = none. */
export interface PropertyDifference {
  property: string;
  old: JsonValue;
  new: JsonValue;
}

/** Compares two models item by item, in the order of kinds and names. */
export function diffModels(current: ModelDefinition, wanted: ModelDefinition): ModelDifference[] {
  const before = describeItems(current);
  const after = describeItems(wanted);
  const differences: ModelDifference[] = [];
  for (const kind of modelItemKinds) {
    const names = new Set([...before[kind].keys(), ...after[kind].keys()]);
    for (const name of [...names].sort()) {
      const old = before[kind].get(name) ?? null;
      const item = after[kind].get(name) ?? null;
      if (!equalValues(old, item)) differences.push({ kind, name, old, new: item });
    }
  }
  return differences;
}

/** The properties in which an item differs; of one that is new or gone, all that it has. */
export function listPropertyDifferences(difference: ModelDifference): PropertyDifference[] {
  const old = difference.old ?? {};
  const item = difference.new ?? {};
  const properties: PropertyDifference[] = [];
  for (const property of [...new Set([...Object.keys(old), ...Object.keys(item)])].sort()) {
    const [before, after] = [old[property] ?? null, item[property] ?? null];
    if (!equalValues(before, after)) properties.push({ property, old: before, new: after });
  }
  return properties;
}

/**
 * The one way to write a model down: items by name, attributes and the values of lookups by position. Equal models give
 * equal JSON.
 */
export function describeModel(model: ModelDefinition): {
  classes: DescribedItem[];
  domains: DescribedItem[];
  lookups: DescribedItem[];
} {
  const classes = [...model.classes].sort(byName).map((definition) => ({
    ...describeClass(definition),
    attributes: toFileAttributes(definition.attributes),
  }));
  return {
    classes,
    domains: [...model.domains].sort(byName).map((domain) => ({
      ...describeDomain(domain),
      attributes: toFileAttributes(domain.attributes),
    })),
    lookups: [...model.lookups].sort(byName).map(describeLookup),
  };
}

function toFileAttributes(attributes: readonly AttributeDefinition[]): DescribedItem[] {
  return [...attributes].sort(byPlace).map((attribute) => {
    const { lookup = null, domain = null, ...rest } = describeAttribute(attribute);
    return { ...rest, ...(lookup === null ? {} : { lookup }), ...(domain === null ? {} : { domain }) };
  });
}

/** Every item of a model by kind and name. */
export function describeItems(model: ModelDefinition): Record<ModelItemKind, Map<string, DescribedItem>> {
  const attributes = new Map<string, DescribedItem>();
  for (const { name, attributes: own } of model.classes) {
    for (const attribute of own) attributes.set(`${name}.${attribute.name}`, describeAttribute(attribute));
  }
  return {
    class: new Map(model.classes.map((item) => [item.name, describeClass(item)])),
    attribute: attributes,
    domain: new Map(model.domains.map((item) => [item.name, describeDomain(item)])),
    lookup: new Map(model.lookups.map((item) => [item.name, describeLookup(item)])),
  };
}

function describeClass({ attributes: _, retention, ...rest }: ClassDefinition): DescribedItem {
  return { ...describe(rest), ...(retention === undefined || retention === null ? {} : { retention }) };
}

/** An attribute as JSON, without what is its usual meaning. */
export function describeAttribute(attribute: AttributeDefinition): DescribedItem {
  const { lookup, domain, mode = 'write', indexed = false, validation, ...rest } = attribute;
  return {
    ...describe(rest),
    ...(mode === 'write' ? {} : { mode }),
    ...(indexed ? { indexed } : {}),
    ...(validation === undefined || validation === null ? {} : { validation: describe(validation) }),
    lookup: lookup ?? null,
    domain: domain ?? null,
  };
}

function describeDomain({ attributes, ...domain }: DomainDefinition): DescribedItem {
  const {
    onSourceRetired = 'end',
    onTargetRetired = 'end',
    disabledSources,
    disabledTargets,
    ...rest
  } = domain;
  return {
    ...describe(rest),
    ...(onSourceRetired === 'end' ? {} : { onSourceRetired }),
    ...(onTargetRetired === 'end' ? {} : { onTargetRetired }),
    ...(disabledSources?.length ? { disabledSources: [...disabledSources].sort() } : {}),
    ...(disabledTargets?.length ? { disabledTargets: [...disabledTargets].sort() } : {}),
    attributes: [...attributes].sort(byPlace).map(describeAttribute),
  };
}

function describeLookup({ values, parent, ...rest }: LookupDefinition): DescribedItem {
  const inOrder = [...values].sort((one, other) => one.position - other.position || byCode(one, other));
  return {
    ...describe(rest),
    ...(isSaid(parent) ? { parent } : {}),
    values: inOrder.map(describeValue),
  };
}

function describeValue({ description, default: isDefault, parent, ...rest }: LookupValue): DescribedItem {
  return {
    ...describe(rest),
    ...(isSaid(description) ? { description } : {}),
    ...(isDefault === true ? { default: true } : {}),
    ...(isSaid(parent) ? { parent } : {}),
  };
}

function isSaid(text: string | null | undefined): text is string {
  return text !== undefined && text !== null && text !== '';
}

/** Keys without a value say nothing, and are left out. */
function describe(item: object): DescribedItem {
  const described: DescribedItem = {};
  for (const [key, value] of Object.entries(item)) if (value !== undefined) described[key] = value;
  return described;
}

function byName(one: { name: string }, other: { name: string }): number {
  return one.name < other.name ? -1 : 1;
}

function byCode(one: { code: string }, other: { code: string }): number {
  return one.code < other.code ? -1 : 1;
}

function byPlace(one: AttributeDefinition, other: AttributeDefinition): number {
  return one.position - other.position || byName(one, other);
}
