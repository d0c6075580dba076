import type { Catalogue, Fault, JsonValue } from '@popis/model';
import { AttributeReader, type FindCards } from './attribute-reader.ts';
import type { Evidence } from './evidence.ts';
import { isUsableKey, normaliseKey } from './identity.ts';
import type { MappedClass, RecordPart, ReferredPart, RunMapping, RunRecord } from './run-record.ts';

/** A part as it stands on the wire: values as the mapping wrote them, mostly text. */
export interface RawPart {
  readonly domain: string;
  readonly direction: 'directed' | 'inverted';
  readonly class: string;
  readonly identify: readonly string[];
  readonly shared?: boolean | undefined;
  /** The master is only related to the card that has the identifying value, if there is one. */
  readonly refers?: boolean | undefined;
  readonly attributes: Readonly<Record<string, JsonValue>>;
  readonly removed?: readonly string[] | undefined;
}

/** A record as it stands on the wire. `key` has one member: the key attribute and its value. */
export interface RawRecord {
  readonly seq: number;
  readonly class: string;
  readonly key: Readonly<Record<string, string>>;
  readonly evidence?: Evidence | undefined;
  readonly attributes: Readonly<Record<string, JsonValue>>;
  /** Attributes on which the source takes its word back: neither a value nor none. */
  readonly removed?: readonly string[] | undefined;
  readonly parts: readonly RawPart[];
}

/** A record with values in stored form, or everything that is wrong with it. */
export type NormalisedRecord =
  | { readonly record: RunRecord; readonly faults?: undefined }
  | { readonly record?: undefined; readonly faults: readonly Fault[] };

/**
 * Reads a record through the model: each value by its attribute's type, lookups by code or label, references by Code or
 * Description. Attributes outside the mapping are dropped: the run must not touch them. Empty text clears a value.
 * What is no key is no value of the key attribute either.
 */
export function normaliseRecord(
  raw: RawRecord,
  mapping: RunMapping,
  catalogue: Catalogue,
  findCards: FindCards,
): NormalisedRecord {
  const reader = new AttributeReader(catalogue, findCards);
  const mapped = mapping.classes.find((each) => each.master && each.name === raw.class);
  const [keyAttribute = 'Code', key = ''] = Object.entries(raw.key)[0] ?? [];
  if (mapped === undefined) reader.fault('class', `${raw.class} is not a master class of the mapping`);
  reader.checkClass('class', raw.class);
  reader.checkKey('key', raw.class, keyAttribute);
  const own = isUsableKey(normaliseKey(key)) ? raw.attributes : without(raw.attributes, keyAttribute);
  const attributes = reader.read(raw.class, own, mapped, 'attributes');
  const removed = reader.readRemoved(raw.class, raw, mapped, [keyAttribute], '');
  const parts: RecordPart[] = [];
  const referred: ReferredPart[] = [];
  for (const [index, part] of raw.parts.entries()) {
    const path = `parts[${index}]`;
    if (part.refers === true) referred.push(...readReferred(reader, raw.class, part, mapping, path));
    else parts.push(readPart(reader, raw.class, part, mapping, path));
  }
  if (reader.faults.length > 0) return { faults: reader.faults };
  return {
    record: {
      seq: raw.seq,
      class: raw.class,
      keyAttribute,
      key: normaliseKey(key),
      evidence: raw.evidence ?? null,
      attributes,
      ...(removed.length === 0 ? {} : { removed }),
      parts,
      ...(referred.length === 0 ? {} : { referred }),
    },
  };
}

/** The mapping's entry for a part: same class, and the same domain unless the entry leaves it open. */
export function findMappedPart(
  mapping: RunMapping,
  className: string,
  domain: string,
): MappedClass | undefined {
  return mapping.classes.find(
    (each) => !each.master && !each.refers && each.name === className && (each.domain ?? domain) === domain,
  );
}

/** None, when the value is empty: then nothing is said. */
function readReferred(
  reader: AttributeReader,
  masterClass: string,
  raw: RawPart,
  mapping: RunMapping,
  path: string,
): ReferredPart[] {
  const { domain, direction, class: className } = raw;
  const mapped = mapping.classes.find(
    (each) => each.refers === direction && each.name === className && each.domain === domain,
  );
  if (mapped === undefined)
    reader.fault(path, `${className} is not referred to on ${domain}, ${direction}, in the mapping`);
  reader.checkClass(`${path}.class`, className);
  reader.checkDomain(`${path}.domain`, domain, direction, masterClass, className);
  const [attribute, ...more] = raw.identify;
  if (attribute === undefined || more.length > 0) {
    reader.fault(`${path}.identify`, 'must name one attribute, since the card is only referred to');
    return [];
  }
  const value = reader.read(className, raw.attributes, mapped, `${path}.attributes`)[attribute];
  if (value === undefined && mapped !== undefined) {
    reader.fault(`${path}.identify`, `${attribute} is not mapped here`);
  }
  return typeof value === 'string' ? [{ domain, direction, class: className, attribute, value }] : [];
}

function without(values: RawRecord['attributes'], attribute: string): RawRecord['attributes'] {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name !== attribute));
}

function readPart(
  reader: AttributeReader,
  masterClass: string,
  raw: RawPart,
  mapping: RunMapping,
  path: string,
): RecordPart {
  const mapped = findMappedPart(mapping, raw.class, raw.domain);
  if (mapped === undefined) reader.fault(path, `${raw.class} on ${raw.domain} is not in the mapping`);
  reader.checkClass(`${path}.class`, raw.class);
  reader.checkDomain(`${path}.domain`, raw.domain, raw.direction, masterClass, raw.class);
  if (raw.identify.length === 0) reader.fault(`${path}.identify`, 'must name at least one attribute');
  for (const attribute of raw.identify) {
    const known = raw.attributes[attribute] !== undefined && mapped?.attributes.includes(attribute);
    if (mapped !== undefined && !known) reader.fault(`${path}.identify`, `${attribute} is not mapped here`);
  }
  const attributes = reader.read(raw.class, raw.attributes, mapped, `${path}.attributes`);
  const removed = reader.readRemoved(raw.class, raw, mapped, raw.identify, `${path}.`);
  return {
    domain: raw.domain,
    direction: raw.direction,
    class: raw.class,
    identify: raw.identify,
    shared: raw.shared ?? false,
    attributes,
    ...(removed.length === 0 ? {} : { removed }),
  };
}
