import type { AttributeValue, Filter } from '@popis/model';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { showColumns } from './card-columns.read-model.ts';
import { type CardRow, cardRowColumns, readPage } from './card-page.read-model.ts';
import { cardsOf, everyRelationOf } from './card-sources.ts';
import { type CardSummary, nameCards } from './card-summaries.read-model.ts';
import type { Provenance } from './card-work.ts';
import type { CheckedList } from './check-list.ts';
import { Binder, type CardScope, type ListScope } from './list-scope.ts';
import { atItsEnd, seenColumn, withoutHidden } from './row-clause.ts';

export type { Filter };

/** A card as the API shows it, references among its attributes. */
export interface Card {
  id: string;
  class: string;
  attributes: Record<string, AttributeValue | CardSummary>;
  provenance: Record<string, Provenance>;
  validFrom: Date;
  /** The last change that altered the card or one of its references; its ETag. */
  changeId: string;
  retired: boolean;
}

/** A page of cards, with the sort keys of its last row when more follow. */
export interface CardPage {
  cards: Card[];
  total: number;
  last: { keys: (string | null)[]; id: string } | undefined;
}

/** Lists cards of a class and its descendants. The page behind a cursor is not counted again. */
export async function listCards(tx: Tx, catalogue: StoredCatalogue, list: CheckedList): Promise<CardPage> {
  const binder = new Binder();
  const asOf = list.asOf === undefined ? undefined : `${binder.bind(list.asOf)}::timestamptz`;
  const scope: ListScope = { catalogue, className: list.className, binder, asOf };
  const { rows, total } = await readPage(tx, scope, list);
  const page = rows.slice(0, list.limit);
  const lastRow = rows.length > list.limit ? page.at(-1) : undefined;
  return {
    cards: await showColumns(tx, scope, await toCards(tx, catalogue, page, list.asOf), list),
    total,
    last:
      lastRow === undefined
        ? undefined
        : { keys: list.sort.map((_key, index) => lastRow[`key_${index}`] ?? null), id: lastRow.id },
  };
}

/** A card as it is, or as it was at `asOf`. One that is retired by then is given by its last version. */
export async function findCard(
  tx: Tx,
  catalogue: StoredCatalogue,
  id: string,
  asOf?: Date,
): Promise<Card | undefined> {
  const binder = new Binder();
  const at = asOf === undefined ? undefined : `${binder.bind(asOf)}::timestamptz`;
  const scope: CardScope = { catalogue, binder, asOf: at };
  const every: CardScope = { ...scope, catalogue: catalogue.sight?.whole ?? catalogue };
  const rows: (CardRow & { seen: boolean })[] = await tx.query(
    `SELECT ${cardRowColumns}, ${seenColumn(scope, 'card')} FROM ${cardsOf(undefined, every)} AS card
     WHERE card.id = ${binder.bind(id)}::uuid`,
    binder.values,
  );
  const [row] = rows;
  if (row === undefined) return findRetiredCard(tx, catalogue, id, asOf);
  return row.seen ? (await toCards(tx, catalogue, rows, asOf))[0] : undefined;
}

async function findRetiredCard(
  tx: Tx,
  catalogue: StoredCatalogue,
  id: string,
  asOf: Date | undefined,
): Promise<Card | undefined> {
  const binder = new Binder();
  const [cardId, instant] = [binder.bind(id), binder.bind(asOf ?? null)];
  const rows: (CardRow & { valid_to: Date; seen: boolean })[] = await tx.query(
    `SELECT card.class_id, card.id, card.code, card.description, card.attributes, card.provenance, card.valid_from,
       card.ended_change_id AS revision, card.valid_to, ${seenColumn({ catalogue, binder, asOf: atItsEnd('card') }, 'card')}
     FROM card_history AS card
     WHERE card.id = ${cardId} AND card.retired AND (${instant}::timestamptz IS NULL OR card.valid_to <= ${instant})
     ORDER BY card.valid_to DESC LIMIT 1`,
    binder.values,
  );
  const [row] = rows;
  if (row === undefined || !row.seen) return undefined;
  // Its relations ended with it, so it is shown as it was a moment before.
  const [card] = await toCards(tx, catalogue, rows, new Date(row.valid_to.getTime() - 1));
  return card === undefined ? undefined : { ...card, retired: true };
}

/** Gives rows the form in which the API shows cards, references read for all of them at once. */
export async function toCards(
  tx: Tx,
  catalogue: StoredCatalogue,
  rows: readonly CardRow[],
  asOf: Date | undefined,
): Promise<Card[]> {
  const references = await readShownReferences(tx, catalogue, rows, asOf);
  return rows.map((row) => toCard(catalogue, row, references.get(row.id) ?? []));
}

interface ShownReference {
  name: string;
  card: CardSummary;
  provenance: Provenance;
}

/**
 * What every reference attribute of these cards shows: two queries, however many cards. The near cards are known to be seen, and
 * a far one has no name where it is not.
 */
async function readShownReferences(
  tx: Tx,
  catalogue: StoredCatalogue,
  rows: readonly CardRow[],
  asOf: Date | undefined,
): Promise<Map<string, ShownReference[]>> {
  if (rows.length === 0) return new Map();
  const binder = new Binder();
  const cardIds = binder.bind(rows.map((row) => row.id));
  const at = asOf === undefined ? undefined : `${binder.bind(asOf)}::timestamptz`;
  const near = (end: 'source' | 'target', far: 'source' | 'target') =>
    `SELECT shown.domain_id, shown.${end}_id AS near_id, shown.${far}_id AS far_id,
       shown.${far}_class AS far_class, shown.provenance,
       '${end === 'source' ? 'directed' : 'inverted'}' AS direction
     FROM ${everyRelationOf(at)} AS shown WHERE shown.${end}_id = ANY (${cardIds}::uuid[])`;
  const domains = listReferenceDomains(catalogue, rows);
  if (domains.length === 0) return new Map();
  const found: {
    domain_id: number;
    near_id: string;
    far_id: string;
    far_class: number;
    provenance: Provenance;
    direction: string;
  }[] = await tx.query(
    `SELECT * FROM (${near('source', 'target')} UNION ALL ${near('target', 'source')}) AS held
     WHERE (held.domain_id, held.direction) IN (${domains.map(({ id, direction }) => `(${id}, '${direction}')`).join(', ')})`,
    binder.values,
  );
  const shown = found.map((relation) => ({ id: relation.far_id, classId: relation.far_class }));
  const summaries = await nameCards(tx, catalogue, shown, asOf);
  const classOf = new Map(rows.map((row) => [row.id, catalogue.className(row.class_id)]));
  const references = new Map<string, ShownReference[]>();
  for (const relation of found) {
    const card = summaries.get(relation.far_id);
    if (card === undefined) continue;
    const domain = catalogue.domainById(relation.domain_id).name;
    for (const reference of catalogue.references(classOf.get(relation.near_id) ?? '')) {
      if (reference.domain.name !== domain || reference.direction !== relation.direction) continue;
      const list = references.get(relation.near_id) ?? [];
      list.push({ name: reference.name, card, provenance: relation.provenance });
      references.set(relation.near_id, list);
    }
  }
  return references;
}

function listReferenceDomains(catalogue: StoredCatalogue, rows: readonly CardRow[]) {
  const domains = new Map<string, { id: number; direction: string }>();
  for (const classId of new Set(rows.map((row) => row.class_id))) {
    for (const { domain, direction } of catalogue.references(catalogue.className(classId))) {
      domains.set(`${domain.name} ${direction}`, { id: catalogue.domainId(domain.name), direction });
    }
  }
  return [...domains.values()];
}

function toCard(catalogue: StoredCatalogue, row: CardRow, references: readonly ShownReference[]): Card {
  const className = catalogue.className(row.class_id);
  const attributes: Card['attributes'] = {};
  for (const { name } of catalogue.getClass(className).attributes)
    attributes[name] = row.attributes[name] ?? null;
  attributes.Code = row.code;
  attributes.Description = row.description;
  const provenance = withoutHidden(catalogue, row.class_id, row.provenance);
  for (const { name, card, provenance: from } of references) {
    attributes[name] = card;
    provenance[name] = from;
  }
  return {
    id: row.id,
    class: className,
    attributes,
    provenance,
    validFrom: row.valid_from,
    changeId: row.revision,
    retired: false,
  };
}
