import type { StoredCard, StoredRelation } from '../cards/card-work.ts';
import type { WrittenContent } from '../cards/written-content.ts';
import type { Tx } from '../platform/database/database.ts';

/** What a change wrote to cards and relations. */
export interface FoundContent extends WrittenContent {
  /** Whether all of it begins and ends at the time of the change. */
  isTimed: boolean;
}

type Of<Row> = Row & { changeId: string; isTimed: boolean };

/** What each of these changes wrote to cards and relations, read again from the tables in four statements. */
export async function readWrittenContents(
  tx: Tx,
  changeIds: readonly string[],
): Promise<Map<string, FoundContent>> {
  const cards = await readBegun<StoredCard>(
    tx,
    'card',
    `version.class_id AS "classId", version.id, version.code, version.description, version.attributes, version.provenance`,
    changeIds,
  );
  const relations = await readBegun<StoredRelation>(
    tx,
    'relation',
    `version.id, version.domain_id AS "domainId", version.source_class AS "sourceClass",
     version.source_id AS "sourceId", version.target_class AS "targetClass", version.target_id AS "targetId",
     version.attributes, version.provenance`,
    changeIds,
  );
  const endedCards = await readEnded<{ id: string; validFrom: Date; retired: boolean }>(
    tx,
    'card_history',
    'past.id, past.valid_from AS "validFrom", past.retired',
    changeIds,
  );
  const endedRelations = await readEnded<{ id: string; validFrom: Date }>(
    tx,
    'relation_history',
    'past.id, past.valid_from AS "validFrom"',
    changeIds,
  );
  const found = new Map<string, Mutable>();
  for (const id of changeIds) {
    found.set(id, { cards: [], relations: [], endedCards: [], endedRelations: [], isTimed: true });
  }
  const share = <Key extends 'cards' | 'relations' | 'endedCards' | 'endedRelations'>(
    key: Key,
    rows: readonly Of<Mutable[Key][number]>[],
  ) => {
    for (const row of rows) {
      const content = found.get(row.changeId);
      if (content === undefined) continue;
      const list: Mutable[Key][number][] = content[key];
      list.push(row);
      content.isTimed &&= row.isTimed;
    }
  };
  share('cards', cards);
  share('relations', relations);
  share('endedCards', endedCards);
  share('endedRelations', endedRelations);
  return found;
}

interface Mutable {
  cards: StoredCard[];
  relations: StoredRelation[];
  endedCards: { id: string; validFrom: Date; retired: boolean }[];
  endedRelations: { id: string; validFrom: Date }[];
  isTimed: boolean;
}

async function readBegun<Row>(
  tx: Tx,
  table: 'card' | 'relation',
  columns: string,
  ids: readonly string[],
): Promise<Of<Row>[]> {
  const from = (source: string) =>
    `SELECT ${columns}, version.change_id AS "changeId", version.valid_from = change.at AS "isTimed"
     FROM ${source} AS version JOIN change ON change.id = version.change_id WHERE version.change_id = ANY ($1::uuid[])`;
  return tx.query(`${from(table)} UNION ALL ${from(`${table}_history`)}`, [ids]);
}

async function readEnded<Row>(
  tx: Tx,
  table: 'card_history' | 'relation_history',
  columns: string,
  ids: readonly string[],
): Promise<Of<Row>[]> {
  return tx.query(
    `SELECT ${columns}, past.ended_change_id AS "changeId", past.valid_to = change.at AS "isTimed"
     FROM ${table} AS past JOIN change ON change.id = past.ended_change_id WHERE past.ended_change_id = ANY ($1::uuid[])`,
    [ids],
  );
}
