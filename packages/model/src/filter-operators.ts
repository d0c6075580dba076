/** What an operator wants as its value, and with which types of attribute it goes. */
export type OperatorArgument =
  | 'nothing'
  /** A value of the attribute's type. */
  | 'value'
  /** The same, of a type that has an order. */
  | 'order'
  /** Two such. */
  | 'range'
  /** Any number of values of the attribute's type. */
  | 'values'
  /** A part of a text, or a pattern of one. */
  | 'text'
  /** An IP address or network, for an IP address or network. */
  | 'network'
  /** Any number of codes, for a list of them. */
  | 'codes'
  /** A part of the label of a lookup's value or of the description of a referenced card. */
  | 'label';

/** The operators that say what is so. Text is compared without regard to case by all but `equal`, the order and `in`. */
export const plainOperators = {
  isnull: 'nothing',
  isnotnull: 'nothing',
  equal: 'value',
  greater: 'order',
  greaterOrEqual: 'order',
  less: 'order',
  lessOrEqual: 'order',
  between: 'range',
  in: 'values',
  like: 'text',
  contain: 'text',
  begin: 'text',
  end: 'text',
  containsAny: 'codes',
  containsAll: 'codes',
  net_contained: 'network',
  net_containedorequal: 'network',
  net_contains: 'network',
  net_containsorequal: 'network',
  net_relation: 'network',
  description_contains: 'label',
  description_begin: 'label',
  description_end: 'label',
} as const satisfies Record<string, OperatorArgument>;
export type PlainOperator = keyof typeof plainOperators;

/** The operators that say what is not so: each finds exactly the cards that its counterpart does not. */
export const negativeOperators = {
  notequal: 'equal',
  notin: 'in',
  notlike: 'like',
  notcontain: 'contain',
  notbegin: 'begin',
  notend: 'end',
  notcontainsAny: 'containsAny',
  notcontainsAll: 'containsAll',
  description_notcontains: 'description_contains',
  description_notbegin: 'description_begin',
  description_notend: 'description_end',
} as const satisfies Record<string, PlainOperator>;
export type NegativeOperator = keyof typeof negativeOperators;

/** Every operator of a condition. */
export type FilterOperator = PlainOperator | NegativeOperator;

export function isPlainOperator(name: string): name is PlainOperator {
  return Object.hasOwn(plainOperators, name);
}

export function isNegativeOperator(name: string): name is NegativeOperator {
  return Object.hasOwn(negativeOperators, name);
}

export function isFilterOperator(name: string): name is FilterOperator {
  return isPlainOperator(name) || isNegativeOperator(name);
}

/** Every operator of a condition, by name. */
export const filterOperators: readonly FilterOperator[] = [
  ...Object.keys(plainOperators),
  ...Object.keys(negativeOperators),
].filter(isFilterOperator);
