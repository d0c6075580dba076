import type { Fault } from '@popis/errors';
import { type CardGroup, type Evidence, type MappedCard, parseCardsDocument } from './cards-document.ts';
import { findName, type MappedClass } from './cmdbuild-schema.ts';

/** One master with its parts as the CMDB takes it, before it has its place in a run. */
export interface InventoryRecord {
  readonly class: string;
  readonly key: Readonly<Record<string, string>>;
  readonly evidence?: Evidence;
  /** By what it is known again in later runs. */
  readonly fingerprint?: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Attributes on which the source takes its word back; none without it. */
  readonly removed?: readonly string[];
  readonly parts: readonly RecordPart[];
}

export interface RecordPart {
  readonly domain: string;
  readonly direction: 'directed' | 'inverted';
  readonly class: string;
  readonly identify: readonly string[];
  readonly shared?: boolean;
  /** The master is only related to the card that has the identifying value, where there is one. */
  readonly refers?: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  /** As of the master. */
  readonly removed?: readonly string[];
}

/** A record that could not be made: its key as far as it is known, and every fault with file and line. */
export interface RejectedRecord {
  readonly key: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
}

export interface MappedRecords {
  readonly records: readonly InventoryRecord[];
  readonly rejected: readonly RejectedRecord[];
}

/**
 * Turns the output of part 1 of a stylesheet into records. A faulty group is rejected as a whole, with all its faults,
 * and the others go on. Names of `domains` win over the stylesheet's spelling.
 *
 * @throws InvalidInputError when the output is not well-formed.
 */
export function toRecords(
  xml: string,
  classes: readonly MappedClass[],
  file: string,
  domains: readonly string[] = [],
): MappedRecords {
  const records: InventoryRecord[] = [];
  const rejected: RejectedRecord[] = [];
  for (const group of parseCardsDocument(xml, classes, file)) {
    const { master } = group;
    if (master === undefined || group.faults.length > 0) {
      rejected.push({ key: master === undefined ? {} : keyOf(master), faults: group.faults });
    } else records.push(toRecord(master, group, domains));
  }
  return { records, rejected };
}

function toRecord(master: MappedCard, group: CardGroup, domains: readonly string[]): InventoryRecord {
  const evidence = master.evidence;
  return {
    class: master.class,
    key: keyOf(master),
    ...(Object.keys(evidence).length > 0 ? { evidence } : {}),
    attributes: withoutEmptyKey(master),
    ...(master.removed.length > 0 ? { removed: master.removed } : {}),
    parts: group.parts.map((part) => toPart(part, domains)),
  };
}

/** An empty key is for the CMDB to put before a person; as an attribute it would be a fault of the record. */
function withoutEmptyKey(master: MappedCard): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(master.attributes)) {
    if (value.trim() !== '' || !master.key.includes(name)) attributes[name] = value;
  }
  return attributes;
}

function keyOf(master: MappedCard): Record<string, string> {
  const key: Record<string, string> = {};
  for (const name of master.key) key[name] = master.attributes[name] ?? '';
  return key;
}

function toPart(part: MappedCard, domains: readonly string[]): RecordPart {
  const domain = part.domain ?? '';
  return {
    domain: findName(domains, domain) ?? domain,
    direction: part.direction,
    class: part.class,
    identify: part.identify,
    ...(part.shared ? { shared: true } : {}),
    ...(part.refers ? { refers: true } : {}),
    attributes: part.attributes,
    ...(part.removed.length > 0 ? { removed: part.removed } : {}),
  };
}

/** A master as the CMDB holds it, with the ids of its cards. */
export interface HeldRecord extends InventoryRecord {
  readonly id: string;
  /** Ids of the parts' cards, in the order of `parts`. */
  readonly partIds: readonly string[];
}

/**
 * Turns the output of part 2 of a stylesheet (what the CMDB holds, each card with its `objid`) into records of the
 * same shape as the inventory's, so that the two can be compared.
 *
 * @throws InvalidInputError when the output is not well-formed.
 */
export function toHeldRecords(xml: string, classes: readonly MappedClass[], file: string): HeldRecord[] {
  const held: HeldRecord[] = [];
  for (const group of parseCardsDocument(xml, classes, file)) {
    if (group.master === undefined || group.faults.length > 0) continue;
    held.push({
      ...toRecord(group.master, group, []),
      id: group.master.objid ?? '',
      partIds: group.parts.map((part) => part.objid ?? ''),
    });
  }
  return held;
}
