import type { AttributeValue, Fault, JsonValue } from '@popis/model';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { CardWork, GivenProvenance, OverrideTerms, Provenance, StoredCard } from './card-work.ts';

/** A card of the work with its attributes checked, references apart. */
export interface CheckedCard {
  id: string;
  className: string;
  values: Record<string, AttributeValue>;
  references: Record<string, string | null>;
  given?: GivenProvenance | undefined;
  /** Provenance that the relations bring along which its references are. */
  referencesGiven?: GivenProvenance | undefined;
  stamped?: readonly string[] | undefined;
  overrides?: Readonly<Record<string, OverrideTerms>> | undefined;
  /** Where a fault of this card is, in the work: `` or `update.3.`. */
  path: string;
}

/** A relation of the work with its attributes checked; `undefined` = leave those of a standing one. */
export interface CheckedRelation {
  domain: string;
  source: string;
  target: string;
  attributes: Record<string, AttributeValue> | undefined;
  given?: Provenance | undefined;
  handsOver?: boolean | undefined;
  path: string;
}

export interface CheckedWork {
  creates: CheckedCard[];
  updates: CheckedCard[];
  relates: CheckedRelation[];
  faults: Fault[];
}

/** Checks everything that the model alone can say of a work: every fault at once. New cards come with their ids. */
export function checkWork(
  catalogue: StoredCatalogue,
  work: CardWork,
  newIds: readonly string[],
  standing: ReadonlyMap<string, StoredCard>,
): CheckedWork {
  const checked: CheckedWork = { creates: [], updates: [], relates: [], faults: [] };
  const isSingle = countItems(work) === 1;
  const pathOf = (kind: string, index: number) => (isSingle ? '' : `${kind}.${index}.`);

  for (const [index, { class: className, attributes, given, stamped }] of (work.create ?? []).entries()) {
    const path = pathOf('create', index);
    if (catalogue.getClass(className).abstract) {
      checked.faults.push({ path: `${path}class`, message: `${className} is abstract and has no cards` });
    }
    const result = catalogue.validator(className).checkNew(withoutUndefined(attributes));
    addFaults(checked, path, result.faults);
    checked.creates.push({
      ...result,
      id: newIds[index] ?? '',
      className,
      ...partGiven(given, result),
      stamped,
      path,
    });
  }
  for (const [index, { id, attributes, given, stamped, overrides }] of (work.update ?? []).entries()) {
    const card = standing.get(id);
    if (card === undefined) continue;
    const path = pathOf('update', index);
    const className = catalogue.className(card.classId);
    const result = catalogue.validator(className).checkEdit(withoutUndefined(attributes), card.attributes);
    addFaults(checked, path, result.faults);
    addFaults(checked, path, findOverrideFaults(overrides, result));
    checked.updates.push({
      ...result,
      id,
      className,
      ...partGiven(given, result),
      stamped,
      overrides,
      path,
    });
  }
  for (const [index, relate] of (work.relate ?? []).entries()) {
    const path = pathOf('relate', index);
    const attributes = checkRelationAttributes(catalogue, relate.domain, relate.attributes, path, checked);
    checked.relates.push({ ...relate, attributes, path });
  }
  return checked;
}

function findOverrideFaults(
  overrides: Readonly<Record<string, OverrideTerms>> = {},
  { values, references }: Pick<CheckedCard, 'values' | 'references'>,
): Fault[] {
  const faults: Fault[] = [];
  for (const name of Object.keys(overrides)) {
    const path = `overrides.${name}`;
    if (name in references) faults.push({ path, message: 'is a reference: it has neither end nor reason' });
    else if (!(name in values)) faults.push({ path, message: 'has no value in the same edit' });
  }
  return faults;
}

/** References are relations, which have a provenance of their own. */
function partGiven(
  given: GivenProvenance | undefined,
  { references }: Pick<CheckedCard, 'references'>,
): Pick<CheckedCard, 'given' | 'referencesGiven'> {
  if (given === undefined) return {};
  const all = Object.entries(given);
  return {
    given: Object.fromEntries(all.filter(([name]) => !(name in references))),
    referencesGiven: Object.fromEntries(all.filter(([name]) => name in references)),
  };
}

function checkRelationAttributes(
  catalogue: StoredCatalogue,
  domain: string,
  given: Readonly<Record<string, JsonValue>> | undefined,
  path: string,
  checked: CheckedWork,
): Record<string, AttributeValue> | undefined {
  if (given === undefined) return undefined;
  const result = catalogue.relationValidator(domain).checkNew(withoutUndefined(given));
  addFaults(checked, path, result.faults);
  return withoutNulls(result.values);
}

function addFaults(checked: CheckedWork, path: string, faults: readonly Fault[]): void {
  for (const fault of faults) checked.faults.push({ path: path + fault.path, message: fault.message });
}

/** How many cards and relations a work is about. */
export function countItems(work: CardWork): number {
  const { create = [], update = [], retire = [], relate = [], unrelate = [] } = work;
  return create.length + update.length + retire.length + relate.length + unrelate.length;
}

/** Stored attributes hold no nulls: an absent key says the same. */
export function withoutNulls(
  values: Readonly<Record<string, AttributeValue>>,
): Record<string, AttributeValue> {
  const kept: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value !== null) kept[name] = value;
  }
  return kept;
}

function withoutUndefined(
  values: Readonly<Record<string, JsonValue | undefined>>,
): Record<string, JsonValue> {
  const kept: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
