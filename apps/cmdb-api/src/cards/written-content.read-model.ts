import {
  type ChangeWindow,
  fromInstant,
  isWithin,
  type OfChange,
  toInstant,
  windowValues,
} from '../changes/change-window.ts';
import type { Tx } from '../platform/database/database.ts';
import type { StoredCard, StoredRelation } from './card-work.ts';

const cardColumns = `version.class_id AS "classId", version.id, version.code, version.description, version.attributes,
  version.provenance`;
const relationColumns = `version.id, version.domain_id AS "domainId", version.source_class AS "sourceClass",
  version.source_id AS "sourceId", version.target_class AS "targetClass", version.target_id AS "targetId",
  version.attributes, version.provenance`;

/** What changes wrote to cards and relations, read again from the tables: its attested form must give their hashes. */
export async function readWrittenContents(tx: Tx, window: ChangeWindow) {
  const cards = await readBegun<StoredCard>(tx, 'card', cardColumns, window);
  const endedCards = await readEnded<Ended & { retired: boolean }>(
    tx,
    'card_history',
    'past.retired,',
    window,
  );
  const relations = await readBegun<StoredRelation>(tx, 'relation', relationColumns, window);
  const endedRelations = await readEnded<Ended>(tx, 'relation_history', '', window);
  return {
    cards,
    endedCards: endedCards.map(({ began, ...row }) => ({ ...row, validFrom: fromInstant(began) })),
    relations,
    endedRelations: endedRelations.map(({ began, ...row }) => ({ ...row, validFrom: fromInstant(began) })),
  };
}

interface Ended {
  id: string;
  /** When it began. */
  began: string;
}

async function readBegun<Row>(
  tx: Tx,
  table: 'card' | 'relation',
  columns: string,
  window: ChangeWindow,
): Promise<(Row & OfChange)[]> {
  const from = (source: string) =>
    `SELECT ${columns}, version.change_id AS "changeId", ${toInstant('version.valid_from')} AS instant
     FROM ${source} AS version WHERE ${isWithin('version.change_id', window)}`;
  return tx.query(`${from(table)} UNION ALL ${from(`${table}_history`)}`, windowValues(window));
}

async function readEnded<Row>(
  tx: Tx,
  table: 'card_history' | 'relation_history',
  columns: string,
  window: ChangeWindow,
): Promise<(Row & OfChange)[]> {
  return tx.query(
    `SELECT past.id, ${columns} ${toInstant('past.valid_from')} AS began, past.ended_change_id AS "changeId",
       ${toInstant('past.valid_to')} AS instant
     FROM ${table} AS past WHERE ${isWithin('past.ended_change_id', window)}`,
    windowValues(window),
  );
}
