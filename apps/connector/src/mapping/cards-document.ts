import type { Fault } from '@popis/errors';
import { findClass, findName, foldName, type MappedClass } from './cmdbuild-schema.ts';
import { splitNames } from './mapped-cards.ts';
import { elementsOf, parseXmlTree, textOf, type XmlElement } from './xml-tree.ts';

/** One card as the stylesheet wrote it, its names in the spelling of the schema. */
export interface MappedCard {
  readonly class: string;
  readonly line: number;
  /** It carries the attribute `key`, right or wrong. */
  readonly isMaster: boolean;
  /** The attribute that is the master's key; empty on a part. */
  readonly key: readonly string[];
  readonly identify: readonly string[];
  readonly domain: string | undefined;
  readonly direction: 'directed' | 'inverted';
  readonly shared: boolean;
  /** The master is only related to the card that has the identifying value, where there is one. */
  readonly refers: boolean;
  /** Part 2 of the stylesheet only: the card's id in the CMDB. */
  readonly objid: string | undefined;
  /** What proves which machine it is, beyond the key: attributes `serial`, `uuid`, `macs` of a master. */
  readonly evidence: Evidence;
  readonly attributes: Readonly<Record<string, string>>;
  /** Attributes on which the source takes its word back. */
  readonly removed: readonly string[];
}

export interface Evidence {
  readonly serial?: string;
  readonly uuid?: string;
  readonly macs?: readonly string[];
}

/** A master with its parts: what becomes one record, or the faults that keep it from becoming one. */
export interface CardGroup {
  readonly master: MappedCard | undefined;
  readonly parts: readonly MappedCard[];
  readonly faults: readonly Fault[];
}

/**
 * Reads what the stylesheet wrote, in the shape with `<cards><group>` as well as in the paper's own, where cards
 * stand side by side. Classes and attributes that the schema does not list are left out: it limits what is touched.
 *
 * @throws InvalidInputError when the output is not well-formed.
 */
export function parseCardsDocument(xml: string, classes: readonly MappedClass[], file: string): CardGroup[] {
  const groups: CardGroup[] = [];
  collectGroups(parseXmlTree(xml, file), classes, file, groups);
  return groups;
}

/** A card with what is wrong with it. */
interface ReadCard {
  readonly card: MappedCard;
  readonly faults: readonly Fault[];
}

function collectGroups(
  elements: readonly XmlElement[],
  classes: readonly MappedClass[],
  file: string,
  groups: CardGroup[],
): void {
  const cards: ReadCard[] = [];
  for (const element of elements) {
    const mapped = findClass(classes, element.name);
    const marks = foldAttributes(element);
    if (mapped !== undefined) cards.push(readCard(element, marks, mapped, file));
    else if (marks.has('key')) {
      const message = `the class ${element.name} is not listed in cmdbuild-schema.xml`;
      groups.push({ master: undefined, parts: [], faults: [{ path: `${file}:${element.line}`, message }] });
    } else if (!marks.has('domain')) {
      collectGroups(elementsOf(element), classes, file, groups);
    }
  }
  groups.push(...groupCards(cards, file));
}

/** One master owns every part beside it; among several, each owns the parts that follow it. */
function groupCards(cards: readonly ReadCard[], file: string): CardGroup[] {
  const masters = cards.filter(isMaster);
  const groups: { master: MappedCard; parts: MappedCard[]; faults: Fault[] }[] = [];
  const orphans: ReadCard[] = [];
  for (const { card, faults } of masters.length === 1 ? [...masters, ...cards.filter(isPart)] : cards) {
    if (card.isMaster) groups.push({ master: card, parts: [], faults: [...faults] });
    else {
      const group = groups.at(-1);
      group?.parts.push(card);
      group?.faults.push(...faults);
      if (group === undefined) orphans.push({ card, faults });
    }
  }
  const noMaster = orphans.map(({ card, faults }) => orphanGroup(card, faults, file));
  return [...noMaster, ...groups];
}

function isMaster({ card }: ReadCard): boolean {
  return card.isMaster;
}

function isPart({ card }: ReadCard): boolean {
  return !card.isMaster;
}

function orphanGroup(part: MappedCard, faults: readonly Fault[], file: string): CardGroup {
  const orphan = { path: `${file}:${part.line}`, message: `this ${part.class} has no master` };
  return { master: undefined, parts: [part], faults: [...faults, orphan] };
}

/** The connector's own attributes of a card (`key`, `domain` …), names folded. */
type Marks = ReadonlyMap<string, string>;

function readCard(element: XmlElement, marks: Marks, mapped: MappedClass, file: string): ReadCard {
  const faults: Fault[] = [];
  const refuseAt: RefuseAt = (line, message) => void faults.push({ path: `${file}:${line}`, message });
  const refuse = (message: string) => refuseAt(element.line, message);
  const { values: attributes, removed } = readAttributes(element, mapped, refuseAt);
  const named = (attribute: string) => {
    const names: string[] = [];
    for (const name of splitNames(marks.get(attribute) ?? '')) {
      const known = findName(mapped.attributes, name);
      if (known !== undefined && Object.hasOwn(attributes, known)) names.push(known);
      else if (known !== undefined && removed.includes(known))
        refuse(`${attribute} names ${known}, which this ${mapped.name} takes back`);
      else refuse(missingName(attribute, name, mapped, known));
    }
    return names;
  };
  const key = named('key');
  const identify = [...named('identify'), ...named('identifiers')];
  const domain = marks.get('domain');
  const hasKey = marks.has('key');
  if (hasKey && key.length !== 1) refuse(`key of ${mapped.name} must name one attribute`);
  if (!hasKey && domain === undefined)
    refuse(`${mapped.name} has neither key (a master) nor domain (a part)`);
  if (domain !== undefined && identify.length === 0) refuse(`identify of ${mapped.name} names no attribute`);
  const refers = marks.get('isreference')?.toLowerCase() === 'true';
  if (refers && identify.length > 1)
    refuse(`identify of ${mapped.name}, a reference, must name one attribute`);
  if (refers && removed.length > 0)
    refuse(`${mapped.name}, a reference, can take nothing back: no value of its card is written`);
  const card: MappedCard = {
    class: mapped.name,
    isMaster: hasKey,
    key,
    identify: [...new Set(identify)],
    domain,
    direction: marks.get('domaindirection') === 'directed' ? 'directed' : 'inverted',
    shared: marks.get('isshared')?.toLowerCase() === 'true',
    refers,
    objid: marks.get('objid'),
    evidence: readEvidence(marks),
    attributes,
    removed,
    line: element.line,
  };
  return { card, faults };
}

function missingName(
  attribute: string,
  name: string,
  mapped: MappedClass,
  known: string | undefined,
): string {
  return known === undefined
    ? `${attribute} names ${name}, which cmdbuild-schema.xml does not list for ${mapped.name}`
    : `${attribute} names ${name}, which this ${mapped.name} does not have`;
}

type RefuseAt = (line: number, message: string) => void;

function readAttributes(
  element: XmlElement,
  mapped: MappedClass,
  refuseAt: RefuseAt,
): { values: Record<string, string>; removed: string[] } {
  const values: Record<string, string> = {};
  const removed: string[] = [];
  for (const child of elementsOf(element)) {
    const name = findName(mapped.attributes, child.name);
    if (name === undefined) continue;
    const refuse = (message: string) => refuseAt(child.line, `${mapped.name} ${message}`);
    if (Object.hasOwn(values, name) || removed.includes(name))
      refuseAt(element.line, `${mapped.name} says ${name} twice`);
    if (isRemoved(child, name, refuse)) removed.push(name);
    else values[name] = textOf(child);
  }
  return { values, removed };
}

/** Whether an attribute is a word taken back, which is neither a value nor that there is none. */
function isRemoved(attribute: XmlElement, name: string, refuse: (message: string) => void): boolean {
  const mark = (foldAttributes(attribute).get('removed') ?? '').trim().toLowerCase();
  if (mark === '' || mark === 'false') return false;
  if (mark !== 'true') refuse(`says removed="${mark}" of ${name}: it must be true or false`);
  else if (textOf(attribute).trim() !== '')
    refuse(`takes ${name} back and gives it a value: it must be empty`);
  return true;
}

/** More hardware addresses prove nothing more; the CMDB takes this many. */
const mostMacs = 200;

function readEvidence(marks: Marks): Evidence {
  const serial = marks.get('serial')?.trim();
  const uuid = marks.get('uuid')?.trim();
  const macs = new Set((marks.get('macs') ?? '').split(/[\s,]+/).filter((mac) => mac !== ''));
  return {
    ...(serial ? { serial } : {}),
    ...(uuid ? { uuid } : {}),
    ...(macs.size > 0 ? { macs: [...macs].slice(0, mostMacs) } : {}),
  };
}

function foldAttributes(element: XmlElement): Marks {
  const marks = new Map<string, string>();
  for (const name of Object.keys(element.attributes))
    marks.set(foldName(name), element.attributes[name] ?? '');
  return marks;
}
