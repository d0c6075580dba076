import type { JsonValue } from './canonical-json.ts';

/** One fault of an input: where it is (`attributes.Code`) and what is wrong with it. */
export interface Fault {
  path: string;
  message: string;
}

/** Every type an attribute can have. A `reference` is the near end of a relation and is stored only as that relation. */
export const attributeTypes = [
  'string',
  'text',
  'integer',
  'decimal',
  'boolean',
  'date',
  'timestamp',
  'interval',
  'lookup',
  'lookupArray',
  'reference',
  'ipAddress',
  'ipNetwork',
  'money',
  'url',
  'json',
] as const;
export type AttributeType = (typeof attributeTypes)[number];

/**
 * The value of one attribute; `null` says that there is none. A lookup's value is the code, a lookupArray's the codes in
 * order and each once, a reference's the card id; money is its amount and its currency: `1250.00 EUR`.
 */
export type AttributeValue = JsonValue;

/**
 * Who may set a value: `write` = whoever may edit the card; `read` = sources only, people do not; `hidden` = the same, and forms do
 * not show it; `immutable` = whoever creates the card, and nobody after that.
 */
export const attributeModes = ['write', 'read', 'hidden', 'immutable'] as const;
export type AttributeMode = (typeof attributeModes)[number];

/** What a value must be besides of its type. `min` and `max` are values of that type; of `string` and `text`, lengths. */
export interface Validation {
  /** See `readPattern`; only with `string` and `text`. */
  pattern?: string | undefined;
  min?: number | string | undefined;
  max?: number | string | undefined;
}

/** What a class says of one of its values. */
export interface AttributeDefinition {
  name: string;
  label: string;
  type: AttributeType;
  mandatory: boolean;
  /** No two active cards of one class have the same value. */
  unique: boolean;
  /** Given to a new card that says nothing of this attribute. */
  default: AttributeValue;
  unit: string | null;
  /** Place among the attributes of the class, ascending. */
  position: number;
  /** Heading under which a form shows it. */
  group: string | null;
  /** Absent = `write`. */
  mode?: AttributeMode | undefined;
  /** Filters and sorting by it are fast; absent = no. */
  indexed?: boolean | undefined;
  /** Absent = nothing but the type. */
  validation?: Validation | null | undefined;
  /** The lookup whose codes are allowed; only with the types `lookup` and `lookupArray`. */
  lookup?: string | undefined;
  /** The domain whose near end this is; only with type `reference`. */
  domain?: string | undefined;
}

/** An attribute as a class has it, its own or from a superclass. */
export interface EffectiveAttribute extends AttributeDefinition {
  /** The superclass that declares it; `null` for the class's own and for the built-in ones. */
  inheritedFrom: string | null;
}

/** For how many days past versions are kept, from when they ended. */
export type Retention = number | 'forever';
/** A hundred years. */
export const longestRetention = 36_500;

/** A kind of card. Only an abstract class has subclasses, and it has no cards of its own. */
export interface ClassDefinition {
  name: string;
  label: string;
  description: string;
  superclass: string | null;
  abstract: boolean;
  /** Absent or null = as its superclass says, and for ever where none says anything. */
  retention?: Retention | null | undefined;
  /** Its own attributes. One named like a built-in attribute restates label, mandatory, unique and position of that one. */
  attributes: readonly AttributeDefinition[];
}

/** How often a card may stand at each end of a domain, source first: `1:N` = each target has one source. */
export const cardinalities = ['1:1', '1:N', 'N:1', 'N:N'] as const;
export type Cardinality = (typeof cardinalities)[number];

/**
 * Along which way a relation carries a failure: `directed` = when the source fails, the target is affected; `inverted` =
 * the other way round; `none` = neither is. `unknown` = nobody has said yet, so nothing may be concluded from it.
 */
export const impacts = ['directed', 'inverted', 'both', 'none', 'unknown'] as const;
export type Impact = (typeof impacts)[number];

/**
 * What becomes of a relation when the card at one of its ends is retired: `end` = it ends; `restrict` = the card may not be
 * retired; `retire` = the card at the other end retires too.
 */
export const retireRules = ['end', 'restrict', 'retire'] as const;
export type RetireRule = (typeof retireRules)[number];

/** A kind of relation between cards of two classes (or of their descendants). */
export interface DomainDefinition {
  name: string;
  label: string;
  source: string;
  target: string;
  cardinality: Cardinality;
  /** What a relation is called seen from its source: "has floors". */
  directLabel: string;
  /** What it is called seen from its target: "is a floor of". */
  inverseLabel: string;
  impact: Impact;
  /** When the source is retired; absent = `end`. */
  onSourceRetired?: RetireRule | undefined;
  /** When the target is retired; absent = `end`. */
  onTargetRetired?: RetireRule | undefined;
  /** Classes below the source whose cards, with those of their descendants, take no part. */
  disabledSources?: string[] | undefined;
  /** The same for the target. */
  disabledTargets?: string[] | undefined;
  attributes: readonly AttributeDefinition[];
}

/** One value of a lookup; `code` is what cards store. */
export interface LookupValue {
  code: string;
  label: string;
  position: number;
  active: boolean;
  /** What it means; absent = nothing is said. */
  description?: string | undefined;
  /** Given to a new card that says nothing of an attribute without a default of its own; at most one of a lookup. */
  default?: boolean | undefined;
  /** The code of the value above it, in the parent of its lookup; `null` or absent = none. */
  parent?: string | null | undefined;
}

/** A controlled list of values. */
export interface LookupDefinition {
  name: string;
  label: string;
  /** The lookup whose values stand above its own: models stand below makers; `null` or absent = none. */
  parent?: string | null | undefined;
  values: readonly LookupValue[];
}

/** A whole model: what the CMDB knows about its own shape. */
export interface ModelDefinition {
  classes: readonly ClassDefinition[];
  domains: readonly DomainDefinition[];
  lookups: readonly LookupDefinition[];
}

/** Names of classes, attributes, domains and lookups: a letter, then letters, digits, underscores; at most 60. */
export const namePattern = /^[A-Za-z][A-Za-z0-9_]{0,59}$/;

/** The attributes that every class has. */
export const builtInAttributes: readonly AttributeDefinition[] = [
  builtIn('Code', 'string', -30),
  builtIn('Description', 'string', -20),
  builtIn('Notes', 'text', 10_000),
];

function builtIn(name: string, type: AttributeType, position: number): AttributeDefinition {
  return {
    name,
    label: name,
    type,
    mandatory: false,
    unique: false,
    default: null,
    unit: null,
    position,
    group: null,
  };
}
