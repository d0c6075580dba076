import type { AttributeValue } from '@popis/model';
import { relationsOf } from '../cards/card-sources.ts';
import { Binder } from '../cards/list-scope.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { touchingChanges } from './history.read-model.ts';

/** When a change touched the card or a relation of it; `undefined` when it did not. */
export async function findVersionTime(
  tx: Tx,
  catalogue: StoredCatalogue,
  cardId: string,
  changeId: string,
): Promise<Date | undefined> {
  const binder = new Binder();
  const touching = touchingChanges({ catalogue, binder, asOf: undefined }, `${binder.bind(cardId)}::uuid`);
  const rows: { at: Date }[] = await tx.query(
    `SELECT change.at FROM change JOIN (${touching}) AS touching ON touching.id = change.id
     WHERE change.id = ${binder.bind(changeId)}::uuid`,
    binder.values,
  );
  return rows[0]?.at;
}

/** A relation of a card as it stood at an instant. */
export interface StandingRelation {
  id: string;
  domain: string;
  sourceId: string;
  targetId: string;
  attributes: Record<string, AttributeValue>;
}

/** All relations of a card as they are, or as they were at `asOf`. */
export async function listStandingRelations(
  tx: Tx,
  catalogue: StoredCatalogue,
  cardId: string,
  asOf: Date,
): Promise<StandingRelation[]> {
  const binder = new Binder();
  const card = binder.bind(cardId);
  const source = relationsOf({ catalogue, binder, asOf: `${binder.bind(asOf)}::timestamptz` });
  const rows: {
    id: string;
    domain_id: number;
    source_id: string;
    target_id: string;
    attributes: StandingRelation['attributes'];
  }[] = await tx.query(
    `SELECT held.id, held.domain_id, held.source_id, held.target_id, held.attributes
     FROM ${source} AS held WHERE held.source_id = ${card}
     UNION ALL
     SELECT held.id, held.domain_id, held.source_id, held.target_id, held.attributes
     FROM ${source} AS held WHERE held.target_id = ${card}
     ORDER BY domain_id, source_id, target_id`,
    binder.values,
  );
  return rows.map(({ id, domain_id, source_id, target_id, attributes }) => ({
    id,
    domain: catalogue.domainById(domain_id).name,
    sourceId: source_id,
    targetId: target_id,
    attributes,
  }));
}
