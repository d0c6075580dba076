import {
  type AttributeValue,
  type Catalogue,
  type Direction,
  type EffectiveAttribute,
  type Fault,
  type JsonValue,
  readText,
  readValue,
} from '@popis/model';
import type { MappedClass, Values } from './run-record.ts';

/** Cards that a text names; or why there is none, where more is known than that. */
export type FoundCards = readonly string[] | { readonly none: string };

/** Finds the cards of a class whose Code or Description is the text; more than one is ambiguous. */
export type FindCards = (className: string, text: string) => FoundCards;

/** What a record says of one card, and on what it takes its word back. */
interface Said {
  readonly attributes: Readonly<Record<string, JsonValue>>;
  readonly removed?: readonly string[] | undefined;
}

/** Reads values and gathers every fault on the way. */
export class AttributeReader {
  readonly faults: Fault[] = [];
  readonly #catalogue: Catalogue;
  readonly #findCards: FindCards;

  constructor(catalogue: Catalogue, findCards: FindCards) {
    this.#catalogue = catalogue;
    this.#findCards = findCards;
  }

  fault(path: string, message: string): void {
    this.faults.push({ path, message });
  }

  checkClass(path: string, name: string): void {
    const found = this.#catalogue.findClass(name);
    if (found === undefined) this.fault(path, `there is no class ${name}`);
    else if (found.abstract) this.fault(path, `${name} is abstract and has no cards`);
  }

  /** A key is text: it is compared as the source wrote it, but for blanks around it. */
  checkKey(path: string, className: string, name: string): void {
    const attribute = this.#catalogue.findAttribute(className, name);
    if (attribute !== undefined && attribute.type !== 'string')
      this.fault(path, `${name} is not of type string`);
    if (attribute === undefined) this.fault(path, `${name} is not an attribute of ${className}`);
  }

  checkDomain(
    path: string,
    name: string,
    direction: Direction,
    masterClass: string,
    partClass: string,
  ): void {
    const domain = this.#catalogue.findDomain(name);
    if (domain === undefined) {
      this.fault(path, `there is no domain ${name}`);
      return;
    }
    const [source, target] = direction === 'directed' ? [masterClass, partClass] : [partClass, masterClass];
    if (this.#catalogue.isA(source, domain.source) && this.#catalogue.isA(target, domain.target)) return;
    this.fault(path, `${name} does not lead from ${source} to ${target}`);
  }

  read(
    className: string,
    given: Readonly<Record<string, JsonValue>>,
    mapped: MappedClass | undefined,
    path: string,
  ): Values {
    const values: Record<string, AttributeValue> = {};
    for (const [name, value] of Object.entries(given)) {
      if (mapped?.attributes.includes(name) !== true) continue;
      const attribute = this.#catalogue.findAttribute(className, name);
      if (attribute === undefined) this.fault(`${path}.${name}`, `is not an attribute of ${className}`);
      else values[name] = this.#readOne(className, attribute, value, `${path}.${name}`);
    }
    return values;
  }

  /** The attributes on which the source takes its word back, as far as the mapping lets it. */
  readRemoved(
    className: string,
    { attributes, removed = [] }: Said,
    mapped: MappedClass | undefined,
    identifying: readonly string[],
    path: string,
  ): string[] {
    const names: string[] = [];
    for (const [index, name] of removed.entries()) {
      if (mapped?.attributes.includes(name) !== true) continue;
      const attribute = this.#catalogue.findAttribute(className, name);
      const fault = (message: string) => this.fault(`${path}removed[${index}]`, `${name} ${message}`);
      if (attribute === undefined) fault(`is not an attribute of ${className}`);
      else if (attributes[name] !== undefined) fault('has a value in the same record');
      else if (identifying.includes(name)) fault('identifies the card');
      else if (attribute.mandatory) fault('is mandatory');
      else if (!names.includes(name)) names.push(name);
    }
    return names;
  }

  #readOne(className: string, attribute: EffectiveAttribute, given: JsonValue, path: string): AttributeValue {
    if (attribute.type === 'reference' && typeof given === 'string' && given.trim() !== '') {
      return this.#readReference(className, attribute, given.trim(), path);
    }
    const read = typeof given === 'string' ? readText(attribute, given) : readValue(attribute.type, given);
    if ('fault' in read) {
      this.fault(path, read.fault);
      return null;
    }
    if (read.value === null && attribute.mandatory) this.fault(path, 'is mandatory');
    if (attribute.type === 'lookup' && typeof read.value === 'string') {
      return this.#readLookup(attribute, read.value, path);
    }
    if (attribute.type === 'lookupArray' && Array.isArray(read.value)) {
      return this.#readLookups(attribute, read.value.map(String), path);
    }
    return read.value;
  }

  #readLookups(attribute: EffectiveAttribute, given: readonly string[], path: string): AttributeValue {
    const codes = given.map((text) => this.#readLookup(attribute, text, path));
    const read = readValue('lookupArray', codes);
    return 'value' in read ? read.value : null;
  }

  #readLookup(attribute: EffectiveAttribute, given: string, path: string): AttributeValue {
    const text = given.trim();
    const values = (this.#catalogue.findLookup(attribute.lookup ?? '')?.values ?? []).filter(
      (value) => value.active,
    );
    const byCode = values.find((value) => value.code === text);
    if (byCode !== undefined) return byCode.code;
    const byLabel = values.filter((value) => value.label === text);
    if (byLabel.length !== 1 || byLabel[0] === undefined) {
      this.fault(path, `"${text}" is not a value of the lookup ${attribute.lookup}`);
      return null;
    }
    return byLabel[0].code;
  }

  #readReference(
    className: string,
    attribute: EffectiveAttribute,
    text: string,
    path: string,
  ): AttributeValue {
    const target = referencedClass(this.#catalogue, className, attribute);
    const found = target === undefined ? [] : this.#findCards(target, text);
    if ('length' in found && found.length === 1 && found[0] !== undefined) return found[0];
    this.fault(path, tellNotFound(target ?? attribute.domain ?? '', text, found));
    return null;
  }
}

/** Says for people why a text does not name a card. */
export function tellNotFound(className: string, text: string, found: FoundCards): string {
  const number = 'none' in found || found.length === 0 ? 'no card' : `${found.length} cards`;
  const because = 'none' in found ? `: ${found.none}` : '';
  return `${number} of ${className} with Code or Description "${text}"${because}`;
}

/** The class of the cards that a reference attribute can show. */
export function referencedClass(
  catalogue: Catalogue,
  className: string,
  attribute: EffectiveAttribute,
): string | undefined {
  const domain = catalogue.findDomain(attribute.domain ?? '');
  if (domain === undefined) return undefined;
  const end = catalogue.findReferenceEnd(className, domain.name);
  return end === 'inverted' ? domain.source : domain.target;
}
