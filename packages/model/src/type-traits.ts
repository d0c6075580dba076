import type { AttributeType } from './definitions.ts';

/** What can be asked of values of a type, and promised of them. */
export interface TypeTraits {
  /** Filters can ask what comes before a value and after it. */
  ordered: boolean;
  /** Lists can be sorted by it. */
  sortable: boolean;
  /** Filters can ask for parts of its text. */
  textual: boolean;
  /** Filters can ask for the network that it is in. */
  addressed: boolean;
  /** Its values are codes of a lookup. */
  coded: boolean;
  /** `min` and `max` go with it. */
  bounded: boolean;
  /** No two cards have the same: its values are short enough for an index, and more than two. */
  unique: boolean;
  /** An index helps to find a value. */
  indexable: boolean;
}

const nothing: TypeTraits = {
  ordered: false,
  sortable: false,
  textual: false,
  addressed: false,
  coded: false,
  bounded: false,
  unique: false,
  indexable: false,
};
const ordered: TypeTraits = { ...nothing, ordered: true, sortable: true, unique: true, indexable: true };
const text: TypeTraits = { ...ordered, textual: true };

/** The traits of every type. */
export const typeTraits: Readonly<Record<AttributeType, TypeTraits>> = {
  string: { ...text, bounded: true },
  text: { ...text, bounded: true, unique: false, indexable: false },
  integer: { ...ordered, bounded: true },
  decimal: { ...ordered, bounded: true },
  boolean: { ...nothing, sortable: true },
  date: { ...text, bounded: true },
  timestamp: { ...text, bounded: true },
  interval: { ...ordered, bounded: true },
  lookup: { ...text, coded: true },
  lookupArray: { ...nothing, coded: true },
  reference: { ...nothing, sortable: true },
  ipAddress: { ...text, addressed: true },
  ipNetwork: { ...text, addressed: true },
  money: { ...text, bounded: true },
  url: { ...text, indexable: false },
  json: nothing,
};
