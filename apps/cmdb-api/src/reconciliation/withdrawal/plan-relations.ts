import { type KnownRelation, planRelationWithdrawal, type RelationWithdrawal } from '@popis/reconciliation';
import type { CardWork } from '../../cards/card-work.ts';
import type { StoredCatalogue } from '../../classes/stored-catalogue.ts';
import { toGivenBy } from '../relation-words.repository.ts';
import type { OwnRelationRow } from './withdrawal-relations.read-model.ts';

/** Decides on relations; `places` are those by which it is known where a card is that people have worked on. */
export function planRelations(
  rows: readonly OwnRelationRow[],
  catalogue: StoredCatalogue,
  what: 'places' | 'others',
): RelationWithdrawal[] {
  return rows.map((row) => planRelationWithdrawal(toKnown(row, catalogue, what === 'places')));
}

function toKnown(row: OwnRelationRow, catalogue: StoredCatalogue, isPlaceOfKept: boolean): KnownRelation {
  const { id, sourceId, sourceClass, sourceKey, targetId, targetClass, targetKey } = row;
  const mandatory = listShowing(row, catalogue).find(
    (each) => catalogue.findAttribute(each.class, each.attribute)?.mandatory === true,
  );
  return {
    id,
    domain: catalogue.domainById(row.domainId).name,
    source: { id: sourceId, class: catalogue.className(sourceClass), key: sourceKey },
    target: { id: targetId, class: catalogue.className(targetClass), key: targetKey },
    alsoBy: row.alsoBy.map(toGivenBy),
    mandatory: mandatory?.attribute ?? null,
    isPlaceOfKept,
  };
}

/** The reference attributes that show a relation, with the cards that have them. */
export function listShowing(row: OwnRelationRow, catalogue: StoredCatalogue) {
  const ends = [
    { cardId: row.sourceId, class: catalogue.className(row.sourceClass), direction: 'directed' },
    { cardId: row.targetId, class: catalogue.className(row.targetClass), direction: 'inverted' },
  ];
  const { name: domain } = catalogue.domainById(row.domainId);
  return ends.flatMap((end) =>
    catalogue
      .references(end.class)
      .filter((reference) => reference.domain.name === domain && reference.direction === end.direction)
      .map(({ name }) => ({ cardId: end.cardId, class: end.class, attribute: name })),
  );
}

/** The work that decisions on relations come to. */
export function toRelationWork(planned: readonly RelationWithdrawal[]): CardWork {
  const unrelate = planned
    .filter(({ action }) => action === 'end')
    .map(({ relation }) => ({ id: relation.id }));
  const relate = planned.flatMap(({ relation: { domain, source, target }, heir }) =>
    heir === null ? [] : [{ domain, source: source.id, target: target.id, given: heir, handsOver: true }],
  );
  return { unrelate, relate, ignoreModes: true };
}
