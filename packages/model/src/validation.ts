import type { AttributeDefinition, AttributeType, AttributeValue, Fault, Validation } from './definitions.ts';
import { compareDurations } from './durations.ts';
import { compareMoney, parseMoney } from './money.ts';
import { readPattern } from './pattern.ts';
import { typeTraits } from './type-traits.ts';
import { readValue } from './values.ts';

/** Says what is wrong with a value in its stored form, or nothing. */
export type ValueCheck = (value: AttributeValue) => string | undefined;

/** Compiles what an attribute demands of its values beyond their type. */
export function compileValidation({
  type,
  validation,
}: Pick<AttributeDefinition, 'type' | 'validation'>): ValueCheck {
  const { pattern, min, max } = validation ?? {};
  const read = pattern === undefined ? undefined : readPattern(pattern);
  const [from, to] = [toBound(type, min), toBound(type, max)];
  return (value) => {
    if (value === null) return undefined;
    if (read !== undefined && 'matches' in read && !read.matches(String(value))) {
      return `must match the pattern ${pattern ?? ''}`;
    }
    const measure = isText(type) ? [...String(value)].length : value;
    const [verb, what] = isText(type) ? ['have', ' characters'] : ['be', ''];
    const [above, below] = [compareBound(type, measure, from), compareBound(type, measure, to)];
    if (above === undefined || below === undefined) {
      return `must be in ${parseMoney(String(from ?? to)).currency}, as its bounds are`;
    }
    if (above < 0) return `must ${verb} at least ${min}${what}`;
    if (below > 0) return `must ${verb} at most ${max}${what}`;
    return undefined;
  };
}

/** Lists what is wrong with the validation of an attribute itself, and whether its default keeps it. */
export function findValidationFaults(path: string, attribute: AttributeDefinition): Fault[] {
  const { type, validation } = attribute;
  if (validation === undefined || validation === null) return [];
  const faults: Fault[] = [];
  const fault = (key: string, message: string) => faults.push({ path: `${path}.validation${key}`, message });
  if (validation.pattern !== undefined) {
    const read = readPattern(validation.pattern);
    if (!isText(type)) fault('.pattern', `does not go with the type ${type}`);
    else if ('fault' in read) fault('.pattern', read.fault);
  }
  for (const bound of ['min', 'max'] as const) {
    const given = validation[bound];
    if (given === undefined) continue;
    if (!typeTraits[type].bounded) fault(`.${bound}`, `does not go with the type ${type}`);
    else if (toBound(type, given) === undefined)
      fault(
        `.${bound}`,
        isText(type) ? 'must be a number of characters' : `must be a value of the type ${type}`,
      );
  }
  const [from, to] = [toBound(type, validation.min), toBound(type, validation.max)];
  if (from !== undefined && to !== undefined) {
    const compared = compareBound(type, from, to);
    if (compared === undefined) fault('.max', 'must be in the currency of min');
    else if (compared > 0) fault('.min', 'must not be above max');
  }
  const broken = faults.length > 0 ? undefined : compileValidation(attribute)(attribute.default);
  if (broken !== undefined) faults.push({ path: `${path}.default`, message: broken });
  return faults;
}

function isText(type: AttributeType): boolean {
  return type === 'string' || type === 'text';
}

/** Below 0: the value comes before the bound; `undefined`: the two cannot be compared. No bound is like an equal one. */
function compareBound(
  type: AttributeType,
  value: AttributeValue,
  bound: number | string | undefined,
): number | undefined {
  if (bound === undefined || value === null) return 0;
  if (type === 'interval') return compareDurations(String(value), String(bound));
  if (type === 'money') return compareMoney(String(value), String(bound));
  return value < bound ? -1 : value > bound ? 1 : 0;
}

/** A bound in the form of the stored values; of text it is a length. */
function toBound(type: AttributeType, given: Validation['min']): number | string | undefined {
  if (given === undefined) return undefined;
  const read = readValue(isText(type) ? 'integer' : type, given);
  if ('fault' in read || (isText(type) && Number(read.value) < 0)) return undefined;
  return typeof read.value === 'number' || typeof read.value === 'string' ? read.value : undefined;
}
