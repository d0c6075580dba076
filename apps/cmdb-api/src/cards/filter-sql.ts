import {
  type AttributeDefinition,
  type AttributeValue,
  type CheckedFilter,
  type Condition,
  parseMoney,
} from '@popis/model';
import { attributeExpression, sqlTypeOf } from '../classes/attribute-expression.ts';
import { type Binder, type CardScope, escapeLike } from './list-scope.ts';
import { amountOf, currencyOf, isMoney, orderedExpression } from './ordered-expression.ts';
import { existsAlong, existsRelation } from './path-sql.ts';
import { storedForms } from './stored-forms.ts';

/**
 * Compiles a checked filter for the cards under an alias. Values are bound; names come from the model and are quoted.
 * A condition that meets no value is not met, and `not` finds exactly the other cards.
 */
export function filterClause(scope: CardScope, filter: CheckedFilter, alias = 'card'): string {
  if ('and' in filter) return joinClauses(scope, filter.and, alias, ' AND ', 'true');
  if ('or' in filter) return joinClauses(scope, filter.or, alias, ' OR ', 'false');
  if ('not' in filter) return negatedClause(scope, filter.not, alias);
  if ('changedSince' in filter) {
    return `${alias}.valid_from >= ${scope.binder.bind(filter.changedSince)}::timestamptz`;
  }
  if ('relation' in filter) {
    const { step, cards, filter: inner } = filter.relation;
    const among = cards === undefined ? undefined : scope.binder.bind(cards);
    if (inner === undefined) return existsRelation(scope, step, alias, among);
    return existsAlong(scope, [step], alias, (end) => {
      const listed = among === undefined ? '' : `${end}.id = ANY (${among}::uuid[]) AND `;
      return `${listed}${filterClause(scope, inner, end)}`;
    });
  }
  return conditionClause(scope, filter, alias);
}

function joinClauses(
  scope: CardScope,
  filters: readonly CheckedFilter[],
  alias: string,
  word: string,
  empty: string,
): string {
  if (filters.length === 0) return empty;
  return `(${filters.map((filter) => filterClause(scope, filter, alias)).join(word)})`;
}

/** EXISTS is never unknown, and under a plain NOT the planner can join it. */
function negatedClause(scope: CardScope, filter: CheckedFilter, alias: string): string {
  const clause = filterClause(scope, filter, alias);
  return clause.startsWith('EXISTS (') ? `NOT ${clause}` : `(${clause}) IS NOT TRUE`;
}

/** That there is no value is said of the whole path: nothing at its end has one. */
function conditionClause(scope: CardScope, condition: Condition, alias: string): string {
  const { operator, steps, reference } = condition;
  if (operator === 'isnull' && (steps.length > 0 || reference !== undefined)) {
    return `NOT ${conditionClause(scope, { ...condition, operator: 'isnotnull' }, alias)}`;
  }
  const atEnd = (end: string) => {
    if (reference === undefined) return valueClause(scope, condition, end);
    const among = operator === 'isnotnull' ? undefined : scope.binder.bind(condition.values);
    return existsRelation(scope, reference, end, among);
  };
  return existsAlong(scope, steps, alias, atEnd, reference === undefined ? 'card' : 'id');
}

const comparisons = {
  equal: '=',
  greater: '>',
  greaterOrEqual: '>=',
  less: '<',
  lessOrEqual: '<=',
  net_contained: '<<',
  net_containedorequal: '<<=',
  net_contains: '>>',
  net_containsorequal: '>>=',
  net_relation: '&&',
} as const;

function valueClause({ binder }: CardScope, condition: Condition, alias: string): string {
  const { attribute, operator, values } = condition;
  const expression = attributeExpression(attribute, alias);
  const [first, second] = values;
  const like = (pattern: string) => `${expression} ILIKE ${binder.bind(pattern)}`;
  const bind = (value: AttributeValue | undefined) =>
    `${binder.bind(toBound(attribute, value))}::${sqlTypeOf(attribute)}`;
  const ordered = (sql: string) => orderedExpression(attribute.type, sql);
  // Says less than the comparison beside it, in words that the index over all attributes understands.
  const findably = (compared: string) => {
    const forms = storedForms(attribute, values);
    if (forms === undefined) return compared;
    const each = forms.map((form) => `${alias}.attributes @> ${binder.bind(form)}::jsonb`);
    return `((${each.join(' OR ')}) AND ${compared})`;
  };
  switch (operator) {
    case 'isnull':
      return `${expression} IS NULL`;
    case 'isnotnull':
      return `${expression} IS NOT NULL`;
    case 'between':
      return `${ordered(expression)} BETWEEN ${ordered(bind(first))} AND ${ordered(bind(second))}`;
    case 'like':
      return like(String(first ?? ''));
    case 'contain':
      return like(`%${escapeLike(first)}%`);
    case 'begin':
      return like(`${escapeLike(first)}%`);
    case 'end':
      return like(`%${escapeLike(first)}`);
    case 'in': {
      const bound = values.map((value) => toBound(attribute, value));
      return findably(`${expression} = ANY (${binder.bind(bound)}::${sqlTypeOf(attribute)}[])`);
    }
    case 'equal':
      return findably(`${expression} = ${bind(first)}`);
    case 'containsAny':
    case 'containsAll':
      return codesClause(binder, condition, alias);
    default:
      if (attribute.type === 'money') {
        return moneyClause(binder, expression, comparisons[operator], String(first));
      }
      return `${ordered(expression)} ${comparisons[operator]} ${ordered(bind(first))}`;
  }
}

/** Above this an index is asked so often that reading all cards is no worse. */
const mostAlternatives = 10;

/** Of a list of codes, in words that the index over all attributes understands. */
function codesClause(binder: Binder, { attribute, operator, values }: Condition, alias: string): string {
  const holds = (codes: readonly AttributeValue[]) =>
    `${alias}.attributes @> ${binder.bind(JSON.stringify({ [attribute.name]: codes }))}::jsonb`;
  if (operator === 'containsAll') return holds(values);
  if (values.length === 0) return 'false';
  if (values.length > mostAlternatives) {
    return `${attributeExpression(attribute, alias)} ?| ${binder.bind(values)}::text[]`;
  }
  return `(${values.map((code) => holds([code])).join(' OR ')})`;
}

/** Only amounts of the same currency are compared; a value in another does not meet it. */
function moneyClause(binder: Binder, expression: string, comparison: string, operand: string): string {
  const { amount, currency } = parseMoney(operand);
  const isSame = `${isMoney(expression)} AND ${currencyOf(expression)} = ${binder.bind(currency)}`;
  return `(CASE WHEN ${isSame} THEN ${amountOf(expression)} ${comparison} ${binder.bind(amount)}::numeric END)`;
}

function toBound(attribute: AttributeDefinition, value: AttributeValue | undefined): unknown {
  return sqlTypeOf(attribute) === 'jsonb' ? JSON.stringify(value) : value;
}
