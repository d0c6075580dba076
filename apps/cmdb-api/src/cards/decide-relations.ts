import {
  type AttributeValue,
  type Direction,
  type DomainDefinition,
  equalValues,
  type Fault,
} from '@popis/model';
import type { ReferenceAttribute, StoredCatalogue } from '../classes/stored-catalogue.ts';
import { newId } from '../platform/ids.ts';
import type { Provenance, RelatedPair, StoredRelation } from './card-work.ts';
import type { CheckedCard, CheckedRelation } from './check-work.ts';

/** A relation that is to begin. */
export type DraftRelation = Pick<
  StoredRelation,
  'id' | 'domainId' | 'sourceClass' | 'sourceId' | 'targetClass' | 'targetId' | 'attributes'
> & { given?: Provenance | undefined };

/** A relation that gets other attributes, or another who says that it is. */
export type ChangedRelation = StoredRelation & { given?: Provenance | undefined };

/** What is to happen to relations. */
export interface RelationDecision {
  inserts: DraftRelation[];
  updates: ChangedRelation[];
  ends: StoredRelation[];
  /** In the order of the work's `relate`. */
  related: RelatedPair[];
  faults: Fault[];
}

/** What the decision is made from: all of it locked, or new. */
export interface RelationFacts {
  catalogue: StoredCatalogue;
  /** Standing relations that the work could be about. */
  relations: readonly StoredRelation[];
  /** Class of every card that may be related to: active ones that do not retire, and new ones. */
  classes: ReadonlyMap<string, number>;
  retired: ReadonlySet<string>;
}

/** Decides which relations begin, change and end. A reference that is set moves; one that is cleared ends. */
export function decideRelations(
  facts: RelationFacts,
  cards: readonly CheckedCard[],
  relates: readonly CheckedRelation[],
  unrelated: ReadonlySet<string>,
): RelationDecision {
  const decision: RelationDecision = { inserts: [], updates: [], ends: [], related: [], faults: [] };
  const standing = new Map<string, StoredRelation>();
  for (const relation of facts.relations) {
    const isOfRetired = facts.retired.has(relation.sourceId) || facts.retired.has(relation.targetId);
    if (isOfRetired || unrelated.has(relation.id)) decision.ends.push(relation);
    else for (const key of keysOf(relation)) standing.set(key, relation);
  }
  for (const card of cards) {
    for (const reference of facts.catalogue.references(card.className)) {
      const far = card.references[reference.name];
      if (far === undefined) continue;
      const domainId = facts.catalogue.domainId(reference.domain.name);
      const isDirected = reference.direction === 'directed';
      const found = standing.get(isDirected ? `${domainId} ${card.id} ` : `${domainId}  ${card.id}`);
      if (found !== undefined && (isDirected ? found.targetId : found.sourceId) === far) {
        if (card.stamped?.includes(reference.name))
          handOver(decision, found, card.referencesGiven?.[reference.name] ?? undefined);
        continue;
      }
      if (found !== undefined) {
        decision.ends.push(found);
        for (const key of keysOf(found)) standing.delete(key);
      }
      if (far !== null) addReference(facts, decision, card, reference, far);
    }
  }
  const drafts = new Map(decision.inserts.map((draft) => [pairKey(draft), draft]));
  for (const relate of relates) {
    decision.related.push(addRelation(facts, decision, relate, standing, drafts));
  }
  return decision;
}

type Ends = Pick<DraftRelation, 'domainId' | 'sourceId' | 'targetId'>;

function pairKey({ domainId, sourceId, targetId }: Ends): string {
  return `${domainId} ${sourceId} ${targetId}`;
}

/** A relation is looked for by its pair, and by either end: there is one at most where a reference can be. */
function keysOf(ends: Ends): string[] {
  return [pairKey(ends), pairKey({ ...ends, targetId: '' }), pairKey({ ...ends, sourceId: '' })];
}

function addReference(
  facts: RelationFacts,
  decision: RelationDecision,
  card: CheckedCard,
  { name, domain, direction }: ReferenceAttribute,
  far: string,
): void {
  const [source, target] = direction === 'directed' ? [card.id, far] : [far, card.id];
  const wanted = { domain: domain.name, source, target, attributes: {} };
  const given = card.referencesGiven?.[name] ?? undefined;
  const draft = draftRelation(facts, { ...wanted, given }, (_end, message) => {
    decision.faults.push({ path: `${card.path}attributes.${name}`, message });
  });
  if (draft !== undefined) decision.inserts.push(draft);
}

function addRelation(
  facts: RelationFacts,
  decision: RelationDecision,
  relate: CheckedRelation,
  standing: ReadonlyMap<string, StoredRelation>,
  drafts: Map<string, DraftRelation>,
): RelatedPair {
  const domainId = facts.catalogue.domainId(relate.domain);
  const key = pairKey({ domainId, sourceId: relate.source, targetId: relate.target });
  const found = standing.get(key);
  if (found !== undefined) {
    if (relate.handsOver === true) return handOver(decision, found, relate.given);
    return keepRelation(decision, found, relate.attributes);
  }
  const twin = drafts.get(key);
  if (twin !== undefined) return { id: twin.id, stood: true, written: false };
  const attributes = relate.attributes ?? {};
  const draft = draftRelation(facts, { ...relate, attributes }, (end, message) => {
    decision.faults.push({ path: `${relate.path}${end}`, message });
  });
  if (draft === undefined) return { id: '', stood: false, written: false };
  drafts.set(key, draft);
  decision.inserts.push(draft);
  return { id: draft.id, stood: false, written: true };
}

function keepRelation(
  decision: RelationDecision,
  standing: StoredRelation,
  attributes: Record<string, AttributeValue> | undefined,
): RelatedPair {
  if (attributes === undefined || equalValues(attributes, standing.attributes)) {
    return { id: standing.id, stood: true, written: false };
  }
  decision.updates.push({ ...standing, attributes });
  return { id: standing.id, stood: true, written: true };
}

/** The relation stays, and another says it from now on; the change's source where nobody is given. */
function handOver(
  decision: RelationDecision,
  standing: StoredRelation,
  given: Provenance | undefined,
): RelatedPair {
  decision.updates.push({ ...standing, given });
  return { id: standing.id, stood: true, written: true };
}

function draftRelation(
  facts: RelationFacts,
  wanted: {
    domain: string;
    source: string;
    target: string;
    attributes: Record<string, AttributeValue>;
    given?: Provenance | undefined;
  },
  report: (end: 'source' | 'target', message: string) => void,
): DraftRelation | undefined {
  const { catalogue, classes } = facts;
  const domain = catalogue.getDomain(wanted.domain);
  const sourceClass = classes.get(wanted.source);
  const targetClass = classes.get(wanted.target);
  for (const end of ['source', 'target'] as const) {
    const found = end === 'source' ? sourceClass : targetClass;
    if (found === undefined) report(end, 'is not an active card');
    else if (!catalogue.isA(catalogue.className(found), domain[end])) {
      report(end, `must be of the class ${domain[end]}, not ${catalogue.className(found)}`);
      return undefined;
    } else if (isDisabled(catalogue, domain, end, found)) {
      report(
        end,
        `must not be of the class ${catalogue.className(found)}, which takes no part in ${domain.name}`,
      );
      return undefined;
    }
  }
  if (sourceClass === undefined || targetClass === undefined) return undefined;
  if (wanted.source === wanted.target) {
    report('target', 'must be another card than the source');
    return undefined;
  }
  return {
    id: newId(),
    domainId: catalogue.domainId(wanted.domain),
    sourceClass,
    sourceId: wanted.source,
    targetClass,
    targetId: wanted.target,
    attributes: wanted.attributes,
    given: wanted.given,
  };
}

function isDisabled(
  catalogue: StoredCatalogue,
  { disabledSources = [], disabledTargets = [] }: DomainDefinition,
  end: 'source' | 'target',
  classId: number,
): boolean {
  const disabled = end === 'source' ? disabledSources : disabledTargets;
  return disabled.some((name) => catalogue.isA(catalogue.className(classId), name));
}

/** The card at the end of a relation from which some class shows the domain as an attribute, if there is one. */
export function listNearEnds(
  catalogue: StoredCatalogue,
  relation: { domain: string; source: string; target: string },
): string[] {
  const ends: [Direction, string][] = [
    ['directed', relation.source],
    ['inverted', relation.target],
  ];
  const near: string[] = [];
  for (const [direction, id] of ends) {
    if (catalogue.isShownFrom(relation.domain, direction)) near.push(id);
  }
  return near;
}
