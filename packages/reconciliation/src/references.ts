import type { Catalogue, Fault } from '@popis/model';
import { referencedClass } from './attribute-reader.ts';
import type { CurrentCard } from './current-state.ts';
import { candidateOf, type PlanContext } from './diff-card.ts';
import { findMappedPart, type RawRecord } from './normalise.ts';
import type { PlannedChange } from './plan.ts';
import { planCard } from './plan-change.ts';
import type { RunMapping, RunRecord, Values } from './run-record.ts';

/** A card that a record refers to, by its text. */
export interface TextReference {
  /** The class of the cards that the attribute can show. */
  readonly class: string;
  readonly text: string;
  readonly attribute: string;
  /** Where the record says it: `attributes.Sector`, `parts[2].attributes.Keeper`. */
  readonly path: string;
  /** The part that says it; absent where the master does. */
  readonly part?: ReferringPart;
  /** Whether the card that says it can be created first, and shown the other one later. */
  readonly canWait: boolean;
}

/** A part that refers to a card. */
export interface ReferringPart {
  /** Its place among the parts of its record, but for those that are only referred to. */
  readonly place: number;
  readonly class: string;
  readonly code: string | null;
}

/** The texts by which a record refers to cards, as far as the mapping lets it. */
export function listReferences(raw: RawRecord, mapping: RunMapping, catalogue: Catalogue): TextReference[] {
  const found: TextReference[] = [];
  const master = mapping.classes.find((each) => each.master && each.name === raw.class);
  const own = { ...raw, mapped: master, of: {}, path: '', waits: () => true };
  const cards = [own, ...listParts(raw, mapping)];
  for (const { class: className, attributes, mapped, of, path, waits } of cards) {
    for (const name of mapped?.attributes ?? []) {
      const value = attributes[name];
      if (typeof value !== 'string' || value.trim() === '') continue;
      const attribute = catalogue.findAttribute(className, name);
      if (attribute?.type !== 'reference') continue;
      const target = referencedClass(catalogue, className, attribute);
      if (target === undefined) continue;
      const canWait = !attribute.mandatory && waits(name);
      const at = `${path}attributes.${name}`;
      found.push({ class: target, text: value.trim(), attribute: name, path: at, ...of, canWait });
    }
  }
  return found;
}

/** The parts of a record, and which of their attributes can wait: not those that tell which part it is. */
function listParts(raw: RawRecord, mapping: RunMapping) {
  let place = -1;
  return raw.parts.map((part, index) => {
    const { class: className, attributes, domain, identify } = part;
    const isOwn = part.refers !== true && part.shared !== true;
    if (part.refers !== true) place += 1;
    const code = typeof attributes.Code === 'string' ? attributes.Code : null;
    return {
      class: className,
      attributes,
      mapped: findMappedPart(mapping, className, domain),
      of: { part: { place, class: className, code } },
      path: `parts[${index}].`,
      waits: (name: string) => isOwn && !identify.includes(name),
    };
  });
}

/** The classes that mapped attributes refer to and that the mapping makes cards of: none, and no record waits for another. */
export function listReferredClasses(mapping: RunMapping, catalogue: Catalogue): Set<string> {
  const referred = new Set<string>();
  const made = mapping.classes.filter((each) => each.refers === undefined);
  for (const { name: className, attributes } of made) {
    for (const name of attributes) {
      const attribute = catalogue.findAttribute(className, name);
      if (attribute?.type !== 'reference') continue;
      const target = referencedClass(catalogue, className, attribute);
      if (target !== undefined && made.some((each) => catalogue.isA(each.name, target))) {
        referred.add(target);
      }
    }
  }
  return referred;
}

/** One text for cards of a class by their Code or Description. */
export function nameOf(className: string, text: string): string {
  return `${className}\n${text}`;
}

/** By what others may refer to the cards of a record: `nameOf` each, for the classes that are referred to. */
export function listNames(raw: RawRecord, referred: ReadonlySet<string>, catalogue: Catalogue): Set<string> {
  const names = new Set<string>();
  const [[keyAttribute = 'Code', key = ''] = []] = Object.entries(raw.key);
  const cards = [
    { ...raw, attributes: { ...raw.attributes, [keyAttribute]: key } },
    ...raw.parts.filter((part) => part.refers !== true),
  ];
  for (const { class: className, attributes } of cards) {
    const classes = [...referred].filter((each) => catalogue.isA(className, each));
    for (const value of [attributes.Code, attributes.Description]) {
      if (typeof value !== 'string' || value.trim() === '') continue;
      for (const each of classes) names.add(nameOf(each, value.trim()));
    }
  }
  return names;
}

/** The faults of a record whose card stands and which its own references would show: no card refers to itself. */
export function findSelfReferences(
  { class: className, attributes }: Pick<RunRecord, 'class' | 'attributes'>,
  cardId: string,
  catalogue: Pick<Catalogue, 'findAttribute'>,
): Fault[] {
  return Object.entries(attributes)
    .filter(
      ([name, value]) => value === cardId && catalogue.findAttribute(className, name)?.type === 'reference',
    )
    .map(([name]) => ({ path: `attributes.${name}`, message: 'is this card itself' }));
}

/** A master or a part whose card is planned already, and that is to show other cards of the run besides. */
export interface LateCard {
  readonly class: string;
  readonly key: string | null;
  readonly cardId: string;
  /** Its card as it stands; absent for one that the run creates. */
  readonly current?: CurrentCard | undefined;
  /** Whether the run has changed the card by then, so that it is not as it stands any more. */
  readonly isWritten: boolean;
}

/** Plans references that were left out of a card's own steps, since they close a circle. */
export function planLateReferences(
  { class: className, key, cardId, current, isWritten }: LateCard,
  wanted: Values,
  context: PlanContext,
): readonly PlannedChange[] {
  if (current !== undefined) {
    const changes = planCard(current, wanted, key, context);
    return isWritten ? changes.map((change) => ({ ...change, base: null })) : changes;
  }
  const differences = Object.entries(wanted).map(([attribute, value]) => {
    return { attribute, old: null, new: value, winner: candidateOf(value, context) };
  });
  const names = Object.keys(wanted).join(', ');
  const reason = `Cards of the same run refer to each other: ${names} is set once they are all there`;
  const nothing = { base: null, losing: [], relation: null, shared: false };
  return [{ ...nothing, action: 'update', class: className, key, cardId, reason, differences }];
}
