import type { AttributePath } from './attribute-paths.ts';
import type { JsonValue } from './canonical-json.ts';
import type { Catalogue } from './catalogue.ts';
import type { CheckedFilter } from './check-filter.ts';
import type { LookupValue } from './definitions.ts';
import type { PlainOperator } from './filter-operators.ts';
import { readPattern } from './filter-values.ts';
import { valuesAbove } from './lookup-tree.ts';

/** Says of the value above a code whether it meets a condition. */
type ParentTest = (above: LookupValue) => boolean;

const partTests: Partial<Record<PlainOperator, (text: string, part: string) => boolean>> = {
  contain: (text, part) => text.includes(part),
  begin: (text, part) => text.startsWith(part),
  end: (text, part) => text.endsWith(part),
};

/**
 * Turns a condition on what stands some levels above a code into one on the code itself: those are few, and known. Conditions are
 * about codes, `description_…` about labels. A code with nothing above it has no value there.
 */
export function checkParent(
  catalogue: Catalogue,
  along: AttributePath,
  levels: number,
  operator: PlainOperator,
  value: JsonValue | undefined,
): CheckedFilter | { key: 'operator' | 'value'; fault: string } {
  const among = (test: ParentTest) => amongCodes(along, codesBelow(catalogue, along, levels, test));
  const none: CheckedFilter = { not: among(() => true) };
  if (operator === 'isnull') return none;
  if (operator === 'isnotnull') return among(() => true);
  if (operator === 'equal' || operator === 'in') {
    const codes = operator === 'in' ? value : [value ?? null];
    if (!Array.isArray(codes) || !codes.every((code) => typeof code === 'string')) {
      return { key: 'value', fault: operator === 'in' ? 'must be a list of codes' : 'must be a code' };
    }
    const found = among(({ code }) => codes.includes(code));
    return codes.some((code) => code.trim() === '') ? { or: [found, none] } : found;
  }
  const isLabel = operator.startsWith('description_');
  const test = partTests[toPlain(operator)];
  if (test === undefined) return { key: 'operator', fault: `${operator} does not go with parent()` };
  const read = readPattern(value ?? null, false);
  if ('fault' in read) return { key: 'value', fault: read.fault };
  const part = String(read.value).toLowerCase();
  return among(({ code, label }) => test((isLabel ? label : code).toLowerCase(), part));
}

function toPlain(operator: PlainOperator): PlainOperator {
  switch (operator) {
    case 'description_contains':
      return 'contain';
    case 'description_begin':
      return 'begin';
    case 'description_end':
      return 'end';
    default:
      return operator;
  }
}

function codesBelow(
  catalogue: Catalogue,
  { attribute }: AttributePath,
  levels: number,
  test: ParentTest,
): string[] {
  const lookup = catalogue.findLookup(attribute.lookup ?? '');
  if (lookup === undefined) return [];
  const codes: string[] = [];
  for (const value of lookup.values) {
    const above = valuesAbove(catalogue, { lookup, value })[levels - 1];
    if (above !== undefined && test(above.value)) codes.push(value.code);
  }
  return codes;
}

/** That a code, or one of a list of them, is among some. */
export function amongCodes(along: AttributePath, codes: string[]): CheckedFilter {
  return { ...along, operator: along.attribute.type === 'lookupArray' ? 'containsAny' : 'in', values: codes };
}
