import {
  type AttributePath,
  type PathStep,
  resolveDomainStep,
  resolveParentPath,
} from './attribute-paths.ts';
import type { JsonValue } from './canonical-json.ts';
import type { Catalogue } from './catalogue.ts';
import { amongCodes, checkParent } from './check-parent.ts';
import type { AttributeType, AttributeValue, Fault } from './definitions.ts';
import type { AttributeFilter, Filter, RelationFilter } from './filter.ts';
import {
  isNegativeOperator,
  negativeOperators,
  type OperatorArgument,
  type PlainOperator,
  plainOperators,
} from './filter-operators.ts';
import {
  type ReadOperand,
  readCode,
  readInstant,
  readNetwork,
  readOperand,
  readPattern,
} from './filter-values.ts';
import { compareMoney } from './money.ts';
import { typeTraits } from './type-traits.ts';

/** An operator as it is left after {@link checkFilter}: what others say, these say with `not` and paths. */
export type ConditionOperator = Exclude<PlainOperator, `description_${string}`>;

/** A condition whose values have the type of their attribute. Of several cards at the path's end one must meet it. */
export interface Condition extends AttributePath {
  operator: ConditionOperator;
  /** None for isnull/isnotnull, two for between, any number for in, containsAny, containsAll, else one. */
  values: AttributeValue[];
}

/** A condition on relations: there is one, to one of `cards` if given, to a card that meets `filter`. */
export interface CheckedRelation {
  step: PathStep;
  cards: readonly string[] | undefined;
  filter: CheckedFilter | undefined;
}

/** A filter checked against a class. */
export type CheckedFilter =
  | { and: CheckedFilter[] }
  | { or: CheckedFilter[] }
  | { not: CheckedFilter }
  | { relation: CheckedRelation }
  /** The instant, in ISO form. */
  | { changedSince: string }
  | Condition;

/** What a filter is checked against. */
export interface FilterScope {
  catalogue: Catalogue;
  /** Whose cards are asked about; it must exist. */
  className: string;
  /** What relative dates count from. */
  now: Date;
}

/** Steps of all paths and relations of a filter: each is a join. */
const maxSteps = 60;

interface Checking {
  catalogue: Catalogue;
  now: Date;
  faults: Fault[];
  steps: number;
}

const everything: CheckedFilter = { and: [] };

/** Checks names, operators and values of a filter and types its values. Every fault is found at once. */
export function checkFilter(
  filter: Filter,
  scope: FilterScope,
  path = 'filter',
): { filter: CheckedFilter; faults: Fault[] } {
  const checking: Checking = { catalogue: scope.catalogue, now: scope.now, faults: [], steps: 0 };
  const checked = check(checking, filter, scope.className, path);
  if (checking.steps > maxSteps) {
    checking.faults.push({ path, message: `has more than ${maxSteps} steps along paths and relations` });
  }
  return { filter: checked, faults: checking.faults };
}

function fail({ faults }: Checking, path: string, message: string): CheckedFilter {
  faults.push({ path, message });
  return everything;
}

function check(checking: Checking, filter: Filter, className: string, path: string): CheckedFilter {
  const all = (parts: readonly Filter[], word: string) =>
    parts.map((part, index) => check(checking, part, className, `${path}.${word}.${index}`));
  if ('and' in filter) return { and: all(filter.and, 'and') };
  if ('or' in filter) return { or: all(filter.or, 'or') };
  if ('not' in filter) return { not: check(checking, filter.not, className, `${path}.not`) };
  if ('relation' in filter) return checkRelation(checking, filter.relation, className, `${path}.relation`);
  if ('changedSince' in filter) {
    const read = readInstant(filter.changedSince, checking.now);
    if ('fault' in read) return fail(checking, `${path}.changedSince`, read.fault);
    return { changedSince: String(read.value) };
  }
  return checkCondition(checking, filter, className, path);
}

function checkRelation(
  checking: Checking,
  { domain, direction, type, cards, filter }: RelationFilter,
  className: string,
  path: string,
): CheckedFilter {
  const found = resolveDomainStep(checking.catalogue, className, domain, direction);
  if ('fault' in found) return fail(checking, `${path}.domain`, found.fault);
  const { step } = found;
  checking.steps += 1;
  const inner = filter === undefined ? undefined : check(checking, filter, step.className, `${path}.filter`);
  const relation: CheckedFilter = { relation: { step, cards, filter: inner } };
  return type === 'none' ? { not: relation } : relation;
}

function checkCondition(
  checking: Checking,
  given: AttributeFilter,
  className: string,
  path: string,
): CheckedFilter {
  const { operator } = given;
  if (isNegativeOperator(operator)) {
    const counterpart = { ...given, operator: negativeOperators[operator] };
    return { not: checkCondition(checking, counterpart, className, path) };
  }
  const found = resolveParentPath(checking.catalogue, className, given.attribute);
  if ('fault' in found) return fail(checking, `${path}.attribute`, found.fault);
  checking.steps += found.path.steps.length;
  if (found.levels > 0) {
    const checked = checkParent(checking.catalogue, found.path, found.levels, operator, given.value);
    return 'fault' in checked ? fail(checking, `${path}.${checked.key}`, checked.fault) : checked;
  }
  const { type } = found.path.attribute;
  const argument = plainOperators[operator];
  if (!goesWith(argument, type)) {
    return fail(checking, `${path}.operator`, `${operator} does not go with the type ${type}`);
  }
  const listed = listGivenValues(argument, given.value);
  if (listed === undefined) return fail(checking, `${path}.value`, `does not fit the operator ${operator}`);
  const values: AttributeValue[] = [];
  for (const value of listed) {
    const read = readArgument(checking, argument, operator, type, value);
    if ('fault' in read) fail(checking, `${path}.value`, read.fault);
    else values.push(read.value);
  }
  if (type === 'money' && argument === 'range' && values.length === 2) {
    const [from, to] = values.map(String);
    if (compareMoney(from ?? '', to ?? '') === undefined) {
      return fail(checking, `${path}.value`, 'must be two amounts of one currency');
    }
  }
  return toChecked(checking, found.path, operator, values, path);
}

function goesWith(argument: OperatorArgument, type: AttributeType): boolean {
  const traits = typeTraits[type];
  switch (argument) {
    case 'text':
      return traits.textual;
    case 'order':
    case 'range':
      return traits.ordered;
    case 'network':
      return traits.addressed;
    case 'codes':
      return type === 'lookupArray';
    case 'label':
      return traits.coded || type === 'reference';
    case 'nothing':
    case 'value':
    case 'values':
      return true;
  }
}

function listGivenValues(argument: OperatorArgument, value: JsonValue | undefined): JsonValue[] | undefined {
  if (argument === 'nothing') return [];
  if (value === undefined || value === null) return undefined;
  if (argument === 'values') return Array.isArray(value) && value.length <= 1_000 ? value : undefined;
  if (argument === 'codes') {
    return Array.isArray(value) && value.length > 0 && value.length <= 100 ? value : undefined;
  }
  if (argument === 'range') return Array.isArray(value) && value.length === 2 ? value : undefined;
  return [value];
}

function readArgument(
  { now }: Checking,
  argument: OperatorArgument,
  operator: PlainOperator,
  type: AttributeType,
  value: JsonValue,
): ReadOperand {
  if (argument === 'network') return readNetwork(value);
  if (argument === 'codes') return readCode(value);
  if (argument === 'text' || argument === 'label') return readPattern(value, operator === 'like');
  const read = readOperand(type, value, now);
  const needsOne = argument === 'order' || argument === 'range';
  return needsOne && 'value' in read && read.value === null ? { fault: 'must not be empty' } : read;
}

/** Says with what is left what an empty text and the operators on labels mean. */
function toChecked(
  checking: Checking,
  along: AttributePath,
  operator: PlainOperator,
  values: AttributeValue[],
  path: string,
): CheckedFilter {
  switch (operator) {
    case 'description_contains':
      return checkLabel(checking, along, 'contain', values, path);
    case 'description_begin':
      return checkLabel(checking, along, 'begin', values, path);
    case 'description_end':
      return checkLabel(checking, along, 'end', values, path);
    case 'equal':
      return values[0] === null
        ? { ...along, operator: 'isnull', values: [] }
        : { ...along, operator, values };
    case 'in': {
      const others: Condition = { ...along, operator, values: values.filter((value) => value !== null) };
      return values.includes(null) ? { or: [others, { ...along, operator: 'isnull', values: [] }] } : others;
    }
    default:
      return { ...along, operator, values };
  }
}

/** A label is that of a lookup's value, or the description of the card that a reference shows. */
function checkLabel(
  checking: Checking,
  along: AttributePath,
  operator: 'contain' | 'begin' | 'end',
  values: AttributeValue[],
  path: string,
): CheckedFilter {
  const { attribute, reference, steps, many } = along;
  if (reference === undefined) {
    const known = checking.catalogue.findLookup(attribute.lookup ?? '')?.values ?? [];
    const labelled = known.filter(({ label }) => matches(label, operator, String(values[0] ?? '')));
    return amongCodes(
      along,
      labelled.map(({ code }) => code),
    );
  }
  const description = checking.catalogue.findAttribute(reference.className, 'Description');
  if (description === undefined)
    return fail(checking, `${path}.attribute`, 'shows cards without a description');
  checking.steps += 1;
  return { steps: [...steps, reference], attribute: description, many, operator, values };
}

function matches(label: string, operator: 'contain' | 'begin' | 'end', part: string): boolean {
  const [text, wanted] = [label.toLowerCase(), part.toLowerCase()];
  if (operator === 'begin') return text.startsWith(wanted);
  return operator === 'end' ? text.endsWith(wanted) : text.includes(wanted);
}
