import type { Direction, Fault } from '@popis/model';
import type { CardWork, StoredRelation } from './card-work.ts';
import { describeMode, type ModeFacts } from './check-modes.ts';
import { type CheckedCard, type CheckedWork, countItems } from './check-work.ts';
import type { DraftRelation, RelationDecision } from './decide-relations.ts';

type AnyRelation = DraftRelation | StoredRelation;

/** A reference attribute of a card that shows a relation. */
interface Showing {
  cardId: string;
  farId: string;
  className: string;
  name: string;
}

/**
 * Finds references that relations would change past their mode: whoever may not set the attribute may not begin or end
 * the relation that it shows either, from whichever end. What a card says of its own references is `findModeFaults`' to
 * check. Relations that end with a card that retires are no fault.
 */
export function findRelationModeFaults(
  facts: ModeFacts,
  work: CardWork,
  checked: CheckedWork,
  decision: Pick<RelationDecision, 'inserts' | 'ends' | 'related'>,
): Fault[] {
  const retired = new Set((work.retire ?? []).map((card) => card.id));
  const created = new Set(checked.creates.map((card) => card.id));
  const cards = new Map([...checked.creates, ...checked.updates].map((card) => [card.id, card]));
  const ends = decision.ends.filter((each) => !retired.has(each.sourceId) && !retired.has(each.targetId));
  const paths = listPaths(work, checked, decision.related);
  // What ends and begins again within one work is shown as before.
  const begun = new Set(decision.inserts.map(pairOf));
  const kept = new Set(ends.map(pairOf).filter((pair) => begun.has(pair)));
  const faults: Fault[] = [];
  for (const relation of [...decision.inserts, ...ends]) {
    if (kept.has(pairOf(relation))) continue;
    for (const { cardId, farId, className, name } of listShowing(facts, relation)) {
      const mode = facts.catalogue.findAttribute(className, name)?.mode ?? 'write';
      const forbids = mode === 'immutable' ? !created.has(cardId) : facts.source === 'person';
      const said = cards.get(cardId)?.references[name];
      // A new card says null of each reference that it was not given.
      const isSaid = said === farId || (said !== undefined && !created.has(cardId));
      if (mode === 'write' || !forbids || isSaid) continue;
      const path = paths.get(relation.id) ?? findSayingPath(facts, relation, cards) ?? '';
      faults.push({ path, message: `is shown by ${className}.${name}, which ${describeMode(mode)}` });
    }
  }
  return faults;
}

function pairOf({ domainId, sourceId, targetId }: AnyRelation): string {
  return `${domainId} ${sourceId} ${targetId}`;
}

function listShowing({ catalogue }: ModeFacts, relation: AnyRelation): Showing[] {
  const { name: domain } = catalogue.domainById(relation.domainId);
  const near: [Direction, string, string, number][] = [
    ['directed', relation.sourceId, relation.targetId, relation.sourceClass],
    ['inverted', relation.targetId, relation.sourceId, relation.targetClass],
  ];
  return near.flatMap(([direction, cardId, farId, classId]) => {
    const className = catalogue.className(classId);
    const shown = catalogue.references(className).filter((reference) => {
      return reference.domain.name === domain && reference.direction === direction;
    });
    return shown.map(({ name }) => ({ cardId, farId, className, name }));
  });
}

/** Where the work names each relation that it begins or ends itself. */
function listPaths(
  work: CardWork,
  checked: CheckedWork,
  related: RelationDecision['related'],
): Map<string, string> {
  const isSingle = countItems(work) === 1;
  const unrelated = (work.unrelate ?? []).map(
    ({ id }, index) => [id, isSingle ? 'id' : `unrelate.${index}.id`] as const,
  );
  return new Map([
    ...unrelated,
    ...related.map(({ id }, index) => [id, `${checked.relates[index]?.path ?? ''}domain`] as const),
  ]);
}

/** The reference of the card at the other end that begins or ends the relation. */
function findSayingPath(
  facts: ModeFacts,
  relation: AnyRelation,
  cards: ReadonlyMap<string, CheckedCard>,
): string | undefined {
  for (const { cardId, name } of listShowing(facts, relation)) {
    const card = cards.get(cardId);
    if (card?.references[name] !== undefined) return `${card.path}attributes.${name}`;
  }
  return undefined;
}
