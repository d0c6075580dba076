import { z } from 'zod';
import type { JsonValue } from './canonical-json.ts';
import type { Direction } from './catalogue.ts';
import type { Fault } from './definitions.ts';
import { type FilterOperator, isFilterOperator } from './filter-operators.ts';

/** A question about the attributes of a card, its relations and the time of its last version. */
export type Filter =
  | { and: Filter[] }
  | { or: Filter[] }
  | { not: Filter }
  | AttributeFilter
  | { relation: RelationFilter }
  /** An instant, or a relative date: cards whose version is not older. */
  | { changedSince: string };

/** A condition on an attribute, or on one of a related card: `Room.Floor.Code`. */
export interface AttributeFilter {
  attribute: string;
  operator: FilterOperator;
  value?: JsonValue | undefined;
}

/** A condition on the relations of a card. */
export interface RelationFilter {
  domain: string;
  /** `directed`: the card is the relation's source. Needed only where it can stand at both ends. */
  direction?: Direction | undefined;
  /** `any`: at least one relation; `none`: no relation; `oneOf`: at least one to one of `cards`. */
  type: RelationFilterType;
  cards?: string[] | undefined;
  /** Only relations to cards that meet it count; of their class. */
  filter?: Filter | undefined;
}

/** What can be asked about relations. */
export const relationFilterTypes = ['any', 'none', 'oneOf'] as const;
export type RelationFilterType = (typeof relationFilterTypes)[number];

/** Levels of a filter. */
const maxDepth = 20;
/** Conditions of a filter, all in all. */
const maxConditions = 200;
const maxParts = 100;
const maxCards = 1_000;

const relationKeys = z.strictObject({
  domain: z.string(),
  direction: z.enum(['directed', 'inverted']).optional(),
  type: z.enum(relationFilterTypes),
  cards: z.array(z.uuid()).max(maxCards).optional(),
  filter: z.unknown().optional(),
});

/** The wire form of a filter; what its names and values mean is checked by `checkFilter`. */
export const filterSchema = z.unknown().transform((given, context): Filter => {
  const { filter, faults } = readFilter(given);
  for (const { path, message } of faults) {
    context.addIssue({ code: 'custom', message, path: path === '' ? [] : path.split('.') });
  }
  return faults.length > 0 ? z.NEVER : filter;
});

/** Reads a filter from JSON. Every fault is found at once, with its path within the filter. */
export function readFilter(given: unknown): { filter: Filter; faults: Fault[] } {
  const reading: Reading = { faults: [], conditions: 0 };
  const filter = read(reading, given, [], 0);
  if (reading.conditions > maxConditions) {
    reading.faults.push({ path: '', message: `has more than ${maxConditions} conditions` });
  }
  return { filter, faults: reading.faults };
}

interface Reading {
  faults: Fault[];
  conditions: number;
}

type Path = readonly (string | number)[];

const nothing: Filter = { and: [] };

function fail({ faults }: Reading, path: Path, message: string): Filter {
  faults.push({ path: path.join('.'), message });
  return nothing;
}

function read(reading: Reading, given: unknown, path: Path, depth: number): Filter {
  if (depth > maxDepth) return fail(reading, path, `is more than ${maxDepth} levels deep`);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return fail(reading, path, 'must be a filter');
  }
  const keys = Object.keys(given);
  if ('attribute' in given) return readCondition(reading, given, path);
  const [kind] = keys;
  if (keys.length !== 1 || kind === undefined) {
    return fail(reading, path, 'must have one of and, or, not, attribute, relation, changedSince');
  }
  const inner: unknown = Object.values(given)[0];
  const at = [...path, kind];
  if (kind === 'and') return { and: readParts(reading, inner, at, depth) };
  if (kind === 'or') return { or: readParts(reading, inner, at, depth) };
  if (kind === 'not') return { not: read(reading, inner, at, depth + 1) };
  reading.conditions += 1;
  if (kind === 'relation') return readRelation(reading, inner, at, depth);
  if (kind === 'changedSince') {
    return typeof inner === 'string' ? { changedSince: inner } : fail(reading, at, 'must be text');
  }
  return fail(reading, at, 'is not known here');
}

function readParts(reading: Reading, given: unknown, path: Path, depth: number): Filter[] {
  if (!Array.isArray(given) || given.length > maxParts) {
    fail(reading, path, `must be a list of at most ${maxParts} filters`);
    return [];
  }
  return given.map((part, index) => read(reading, part, [...path, index], depth + 1));
}

function readCondition(reading: Reading, given: object, path: Path): Filter {
  reading.conditions += 1;
  const { attribute, operator, value, ...rest } = {
    operator: undefined,
    value: undefined,
    attribute: '',
    ...given,
  };
  for (const key of Object.keys(rest)) fail(reading, [...path, key], 'is not known here');
  if (typeof attribute !== 'string') return fail(reading, [...path, 'attribute'], 'must be text');
  if (typeof operator !== 'string' || !isFilterOperator(operator)) {
    return fail(reading, [...path, 'operator'], 'is no operator');
  }
  if (value === undefined) return { attribute, operator };
  if (!isShallow(value, maxDepth)) return fail(reading, [...path, 'value'], 'is nested too deep');
  return { attribute, operator, value };
}

/** JSON of few levels: what comes after walks through it by calling itself. */
function isShallow(value: unknown, levels: number): value is JsonValue {
  if (typeof value !== 'object' || value === null) return value !== undefined;
  return levels > 0 && Object.values(value).every((member) => isShallow(member, levels - 1));
}

function readRelation(reading: Reading, given: unknown, path: Path, depth: number): Filter {
  const parsed = relationKeys.safeParse(given);
  if (!parsed.success) {
    for (const issue of parsed.error.issues)
      fail(reading, [...path, ...issue.path.map(String)], issue.message);
    return nothing;
  }
  const { filter, cards, ...rest } = parsed.data;
  if ((rest.type === 'oneOf') !== (cards !== undefined)) {
    fail(reading, [...path, 'cards'], 'goes with the type oneOf, and only with it');
  }
  const inner = filter === undefined ? undefined : read(reading, filter, [...path, 'filter'], depth + 1);
  return { relation: { ...rest, cards: cards?.map((id) => id.toLowerCase()), filter: inner } };
}
