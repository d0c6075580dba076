import type { Direction, DomainDefinition } from '@popis/model';
import { cardsOf } from '../cards/card-sources.ts';
import { type CardSummary, nameCards } from '../cards/card-summaries.read-model.ts';
import type { CheckedList, ListCursor } from '../cards/check-list.ts';
import { filterClause } from '../cards/filter-sql.ts';
import { Binder, type ListScope } from '../cards/list-scope.ts';
import { afterClause, orderClause, searchClause, sortSql } from '../cards/list-sql.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';

/** A card that can stand at an end of a domain. */
export interface Candidate {
  card: CardSummary;
  /** Whether it is related already to the card that it is looked for. */
  related: boolean;
  /** The other card that holds it; `by` is null where the reader may not see that one. */
  taken: { relation: string; by: CardSummary | null } | null;
}

/** A page of candidates, with the sort keys of its last one when more follow. */
export interface CandidatePage {
  candidates: Candidate[];
  total: number;
  last: Pick<ListCursor, 'keys' | 'id'> | undefined;
}

/** For which end of which domain, and for which card. */
export interface CandidateScope {
  domain: DomainDefinition;
  direction: Direction;
  /** The classes that may stand there. */
  classIds: readonly number[];
  nearCard: string | undefined;
  /** Only what is not taken. */
  free: boolean;
}

interface Row {
  class_id: number;
  id: string;
  code: string | null;
  description: string | null;
  related: boolean;
  held_id: string | null;
  holder_id: string | null;
  holder_class: number | null;
  key_0: string | null;
  total: string;
}

/** Lists candidates by code. Who holds them is looked up whoever may see it: the database would refuse a second one anyway. */
export async function listCandidates(
  tx: Tx,
  catalogue: StoredCatalogue,
  list: CheckedList,
  wanted: CandidateScope,
): Promise<CandidatePage> {
  const binder = new Binder();
  const scope: ListScope = { catalogue, className: list.className, binder, asOf: undefined };
  const held = heldBy(catalogue, wanted, binder);
  const source = `${cardsOf(wanted.classIds, scope)} AS card`;
  const clauses = [filterClause(scope, list.filter), searchClause(scope, list.query)];
  if (wanted.free && held.others !== undefined) clauses.push(`NOT EXISTS (${held.others})`);
  const where = clauses.join(' AND ');
  const sort = sortSql(scope, list.sort);
  const after = list.after === undefined ? 'true' : afterClause(scope, sort, list.after);
  const rows: Row[] = await tx.query(
    `SELECT card.*, ${held.related} AS related, taken.id AS held_id, taken.holder_id, taken.holder_class
     FROM (SELECT card.class_id, card.id, card.code, card.description, ${sort.values[0]}::text AS key_0,
         count(*) OVER () AS total
       FROM ${source} ${sort.joins} WHERE ${where} AND ${after}
       ORDER BY ${orderClause(sort)} LIMIT ${binder.bind(list.limit + 1)}) AS card
     LEFT JOIN LATERAL (${held.others ?? 'SELECT NULL::uuid AS id, NULL::uuid AS holder_id, NULL::integer AS holder_class'}
       LIMIT 1) AS taken ON true
     ORDER BY card.key_0 NULLS LAST, card.id`,
    binder.values,
  );
  // The page behind a cursor counts only what is left.
  const total = list.after?.total ?? Number(rows[0]?.total ?? 0);
  const page = rows.slice(0, list.limit);
  const lastRow = rows.length > list.limit ? page.at(-1) : undefined;
  const last = lastRow === undefined ? undefined : { keys: [lastRow.key_0], id: lastRow.id };
  return { candidates: await toCandidates(tx, catalogue, page), total, last };
}

/** SQL about `card`: whether it is related to the near card, and the relations in which another one holds it alone. */
function heldBy(
  catalogue: StoredCatalogue,
  { domain, direction, nearCard }: CandidateScope,
  binder: Binder,
): { related: string; others: string | undefined } {
  const [near, far] = direction === 'directed' ? ['source', 'target'] : ['target', 'source'];
  const once = direction === 'directed' ? ['1:N', '1:1'] : ['N:1', '1:1'];
  const holds = `held.domain_id = ${catalogue.domainId(domain.name)} AND held.${far}_id = card.id`;
  const nearId = nearCard === undefined ? undefined : `${binder.bind(nearCard)}::uuid`;
  const select = `SELECT held.id, held.${near}_id AS holder_id, held.${near}_class AS holder_class
    FROM relation AS held WHERE ${holds}`;
  return {
    related: nearId === undefined ? 'false' : `EXISTS (${select} AND held.${near}_id = ${nearId})`,
    others: once.includes(domain.cardinality)
      ? `${select}${nearId === undefined ? '' : ` AND held.${near}_id <> ${nearId}`}`
      : undefined,
  };
}

async function toCandidates(tx: Tx, catalogue: StoredCatalogue, rows: readonly Row[]): Promise<Candidate[]> {
  const holders = rows.flatMap(({ holder_id: id, holder_class: classId }) =>
    id === null || classId === null ? [] : [{ id, classId }],
  );
  const summaries = await nameCards(tx, catalogue, holders);
  return rows.map(({ class_id, id, code, description, related, held_id, holder_id }) => ({
    card: { id, class: catalogue.className(class_id), code, description },
    related,
    taken: held_id === null ? null : { relation: held_id, by: summaries.get(holder_id ?? '') ?? null },
  }));
}
