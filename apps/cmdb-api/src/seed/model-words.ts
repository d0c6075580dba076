import type {
  AttributeDefinition,
  AttributeType,
  Cardinality,
  ClassDefinition,
  DomainDefinition,
  Impact,
  LookupDefinition,
} from '@popis/model';

type AttributeDetails = Partial<Omit<AttributeDefinition, 'name' | 'type' | 'position'>>;
type UnplacedAttribute = Omit<AttributeDefinition, 'position'>;

/** One attribute of the seeded model; its label is its name parted into words unless `details` say otherwise. */
export function attribute(
  name: string,
  type: AttributeType,
  details: AttributeDetails = {},
): UnplacedAttribute {
  return {
    name,
    label: toWords(name),
    type,
    mandatory: false,
    unique: false,
    default: null,
    unit: null,
    group: null,
    ...details,
  };
}

/** `Code`, restated as mandatory and unique within the class. */
export function uniqueCode(label = 'Code'): UnplacedAttribute {
  return attribute('Code', 'string', { label, mandatory: true, unique: true });
}

/** A reference, shown at the near end of `domain`. */
export function reference(name: string, domain: string, details: AttributeDetails = {}): UnplacedAttribute {
  return attribute(name, 'reference', { domain, ...details });
}

/** A class of the seeded model; its attributes stand in the order given, 10 apart from `firstPosition` on. */
export function defineClass(
  name: string,
  description: string,
  attributes: readonly UnplacedAttribute[],
  details: { label?: string; superclass?: string; abstract?: boolean; firstPosition?: number } = {},
): ClassDefinition {
  const placed: AttributeDefinition[] = [];
  for (const [index, unplaced] of attributes.entries()) {
    const position = unplaced.name === 'Code' ? -30 : (details.firstPosition ?? 0) + index * 10;
    placed.push({ ...unplaced, position });
  }
  return {
    name,
    label: details.label ?? toWords(name),
    description,
    superclass: details.superclass ?? null,
    abstract: details.abstract ?? false,
    attributes: placed,
  };
}

/** A domain of the seeded model, read aloud: source, label, target. */
export function defineDomain(
  name: string,
  [source, cardinality, target]: [source: string, cardinality: Cardinality, target: string],
  [directLabel, inverseLabel]: [directLabel: string, inverseLabel: string],
  impact: Impact,
  attributes: readonly UnplacedAttribute[] = [],
): DomainDefinition {
  const placed: AttributeDefinition[] = [];
  for (const [index, unplaced] of attributes.entries()) placed.push({ ...unplaced, position: index * 10 });
  return {
    name,
    label: toWords(name),
    source,
    target,
    cardinality,
    directLabel,
    inverseLabel,
    impact,
    attributes: placed,
  };
}

/** A lookup of the seeded model: code → label, in order. */
export function defineLookup(name: string, values: Readonly<Record<string, string>>): LookupDefinition {
  return {
    name,
    label: toWords(name),
    values: Object.entries(values).map(([code, label], index) => ({
      code,
      label,
      position: index * 10,
      active: true,
    })),
  };
}

/** `PurchaseDate` → `Purchase date`; words that are all capitals stay. */
function toWords(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(' ');
  const shown = words.map((word, index) =>
    index > 0 && !/^[A-Z]{2,}/.test(word) ? word.toLowerCase() : word,
  );
  return shown.join(' ');
}
