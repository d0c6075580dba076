import type { JsonValue } from './canonical-json.ts';
import type { Catalogue } from './catalogue.ts';
import type { AttributeDefinition, AttributeValue, Fault } from './definitions.ts';
import { typeTraits } from './type-traits.ts';
import { compileValidation, type ValueCheck } from './validation.ts';
import { readValue } from './values.ts';

/** What an input becomes: stored values and references apart, `null` where a value is cleared. */
export interface CheckedAttributes {
  values: Record<string, AttributeValue>;
  /** Reference attribute → id of the card it is to show, or `null`. */
  references: Record<string, string | null>;
  faults: Fault[];
}

/** Checks attribute values against one class. Made by {@link compileCardValidator}. */
export interface CardValidator {
  /** For a new card: defaults filled in, mandatory attributes demanded. */
  checkNew(given: Readonly<Record<string, JsonValue>>): CheckedAttributes;
  /**
   * For an existing card: only what is given is checked and returned. A code that `standing` has already is no fault, though it
   * be given to no card any more.
   */
  checkEdit(
    given: Readonly<Record<string, JsonValue>>,
    standing?: Readonly<Record<string, unknown>>,
  ): CheckedAttributes;
}

/**
 * Compiles the checks of a class: unknown names, types, lookup codes, mandatory values. Every fault is found at once,
 * under `attributes.<name>`. Whether a referenced card exists, and uniqueness, are the database's to say.
 */
export function compileCardValidator(catalogue: Catalogue, className: string): CardValidator {
  return compileAttributes(catalogue, catalogue.findClass(className)?.attributes ?? []);
}

/** The same for any list of attributes, such as those of a domain. */
export function compileAttributes(
  catalogue: Pick<Catalogue, 'findLookup'>,
  attributes: readonly AttributeDefinition[],
): CardValidator {
  const rules = new Map(attributes.map((attribute) => [attribute.name, toRule(catalogue, attribute)]));

  function check(
    given: Readonly<Record<string, JsonValue>>,
    standing: Readonly<Record<string, unknown>> = {},
  ): CheckedAttributes {
    const checked: CheckedAttributes = { values: {}, references: {}, faults: [] };
    for (const [name, value] of Object.entries(given)) {
      const rule = rules.get(name);
      if (rule === undefined) checked.faults.push(fault(name, 'is not an attribute of this class'));
      else applyRule(rule, value, standing[name], checked);
    }
    return checked;
  }

  return {
    checkEdit: check,
    checkNew(given) {
      const complete: Record<string, JsonValue> = { ...given };
      for (const attribute of attributes) {
        if (given[attribute.name] !== undefined) continue;
        const usual = usualValueOf(catalogue, attribute);
        if (attribute.mandatory || usual !== null) complete[attribute.name] = usual;
      }
      return check(complete);
    },
  };
}

/** What a new card has that says nothing of an attribute, as it is stored. */
export function usualValueOf(
  catalogue: Pick<Catalogue, 'findLookup'>,
  { type, default: own, lookup }: AttributeDefinition,
): AttributeValue {
  if (type === 'reference') return null;
  const usual = catalogue.findLookup(lookup ?? '')?.values.find((value) => value.default === true);
  const code = usual?.code ?? null;
  const read = readValue(type, own ?? (type === 'lookupArray' && code !== null ? [code] : code));
  return 'value' in read ? read.value : null;
}

interface Rule {
  attribute: AttributeDefinition;
  /** Codes that the values may be, or be lists of; `undefined` for other types. */
  codes: ReadonlySet<string> | undefined;
  validate: ValueCheck;
}

function toRule(catalogue: Pick<Catalogue, 'findLookup'>, attribute: AttributeDefinition): Rule {
  const validate = compileValidation(attribute);
  if (!typeTraits[attribute.type].coded) return { attribute, codes: undefined, validate };
  const codes = new Set<string>();
  for (const value of catalogue.findLookup(attribute.lookup ?? '')?.values ?? []) {
    if (value.active) codes.add(value.code);
  }
  return { attribute, codes, validate };
}

function applyRule(
  { attribute, codes, validate }: Rule,
  given: JsonValue,
  standing: unknown,
  checked: CheckedAttributes,
): void {
  const { name } = attribute;
  const read = readValue(attribute.type, given);
  if ('fault' in read) {
    checked.faults.push(fault(name, read.fault));
    return;
  }
  const { value } = read;
  if (value === null && attribute.mandatory) checked.faults.push(fault(name, 'is mandatory'));
  const broken = validate(value);
  if (broken !== undefined) checked.faults.push(fault(name, broken));
  for (const code of codes === undefined || value === null ? [] : [value].flat()) {
    if (!codes?.has(String(code)) && ![standing].flat().includes(code)) {
      checked.faults.push(fault(name, `must be one of ${[...(codes ?? [])].join(', ')}, not "${code}"`));
    }
  }
  if (attribute.type === 'reference') checked.references[name] = typeof value === 'string' ? value : null;
  else checked.values[name] = value;
}

function fault(name: string, message: string): Fault {
  return { path: `attributes.${name}`, message };
}
