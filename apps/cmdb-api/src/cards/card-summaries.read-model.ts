import type { AttributeValue } from '@popis/model';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { Binder, type CardScope } from './list-scope.ts';
import { atItsEnd, seenColumn } from './row-clause.ts';

/** What a card is shown as wherever it is only named. */
export interface CardSummary {
  id: string;
  class: string;
  code: string | null;
  description: string | null;
}

/** Tells the card that a reference shows from a value; one of the type JSON may be any other object. */
export function isSummary(value: AttributeValue | CardSummary): value is CardSummary {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && Object.keys(value).sort().join() === 'class,code,description,id';
}

interface SummaryRow {
  class_id: number;
  id: string;
  code: string | null;
  description: string | null;
  seen: boolean;
}

/** A card to be named, with the number of its class where that is known: then one partition is read instead of all. */
export interface CardToName {
  id: string;
  classId: number;
}

/**
 * Names cards as they are, or as they were at `asOf`. A card that is retired by then is named by its last version, so
 * that history can always be read. Ids that never were a card are absent, and those of cards that are not to be seen.
 */
export async function findSummaries(
  tx: Tx,
  catalogue: StoredCatalogue,
  ids: Iterable<string>,
  asOf?: Date,
): Promise<Map<string, CardSummary>> {
  return readSummaries(tx, catalogue, [{ classId: undefined, ids: new Set(ids) }], asOf);
}

/** The same for cards whose class is known, which costs a fraction. */
export async function nameCards(
  tx: Tx,
  catalogue: StoredCatalogue,
  cards: Iterable<CardToName>,
  asOf?: Date,
): Promise<Map<string, CardSummary>> {
  const groups = new Map<number, Set<string>>();
  for (const { id, classId } of cards) {
    const ids = groups.get(classId);
    if (ids === undefined) groups.set(classId, new Set([id]));
    else ids.add(id);
  }
  const known = [...groups].map(([classId, ids]) => ({ classId, ids }));
  return readSummaries(tx, catalogue, known, asOf);
}

interface Group {
  classId: number | undefined;
  ids: ReadonlySet<string>;
}

/** What stands first; only for cards that do not, or stand in a later version, the past. */
async function readSummaries(
  tx: Tx,
  catalogue: StoredCatalogue,
  groups: readonly Group[],
  asOf: Date | undefined,
): Promise<Map<string, CardSummary>> {
  const summaries = new Map<string, CardSummary>();
  const found = new Set<string>();
  let missing = groups;
  for (const select of [selectStanding, selectPast]) {
    missing = missing.flatMap(({ classId, ids }) => {
      const rest = new Set([...ids].filter((id) => !found.has(id)));
      return rest.size === 0 ? [] : [{ classId, ids: rest }];
    });
    if (missing.length === 0) return summaries;
    const binder = new Binder();
    const instant = asOf === undefined ? undefined : `${binder.bind(asOf)}::timestamptz`;
    const scope: CardScope = { catalogue, binder, asOf: instant };
    const parts = missing.map((group) => select(group, binder.bindIds(group.ids), scope));
    const rows: SummaryRow[] = await tx.query(parts.join(' UNION ALL '), binder.values);
    for (const row of rows) {
      found.add(row.id);
      if (row.seen) summaries.set(row.id, toSummary(catalogue, row));
    }
  }
  return summaries;
}

/** The ids come out of a subquery: given as constants, planning weighs each of them against the statistics of each partition. */
function selectStanding({ classId }: Group, ids: string, scope: CardScope): string {
  const { asOf } = scope;
  return `SELECT card.class_id, card.id, card.code, card.description, ${seenColumn(scope, 'card', classId)} FROM card
    WHERE card.id = ANY (ARRAY(SELECT unnest(${ids}))) ${ofClass('card', classId)}
    ${asOf === undefined ? '' : `AND card.valid_from <= ${asOf}`}`;
}

/** Of a card that had ended by then, it counts what it was at its end. */
function selectPast({ classId }: Group, ids: string, scope: CardScope): string {
  const { asOf } = scope;
  const last = { ...scope, asOf: `least(${atItsEnd('version')}, ${asOf ?? 'NULL'})` };
  return `SELECT version.class_id, version.id, version.code, version.description, ${seenColumn(last, 'version', classId)}
    FROM unnest(${ids}) AS wanted (id) CROSS JOIN LATERAL (
      SELECT past.* FROM card_history AS past
      WHERE past.id = wanted.id ${ofClass('past', classId)} ${asOf === undefined ? '' : `AND past.valid_from <= ${asOf}`}
      ORDER BY past.valid_from DESC LIMIT 1) AS version`;
}

function ofClass(table: string, classId: number | undefined): string {
  return classId === undefined ? '' : `AND ${table}.class_id = ${classId}`;
}

function toSummary(catalogue: StoredCatalogue, row: SummaryRow): CardSummary {
  return {
    id: row.id,
    class: catalogue.className(row.class_id),
    code: row.code,
    description: row.description,
  };
}
