import type { AttributeValue, Direction } from '@popis/model';
import { relationsOf } from '../cards/card-sources.ts';
import { type CardSummary, nameCards } from '../cards/card-summaries.read-model.ts';
import type { Provenance } from '../cards/card-work.ts';
import { Binder } from '../cards/list-scope.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';

/** A relation with both its cards. */
export interface Relation {
  id: string;
  domain: string;
  source: CardSummary;
  target: CardSummary;
  attributes: Record<string, AttributeValue>;
  validFrom: Date;
  provenance: Provenance;
}

/** Relations of one card, of one domain and direction. */
export interface RelationGroup {
  domain: string;
  label: string;
  direction: Direction;
  total: number;
  relations: {
    id: string;
    card: CardSummary;
    attributes: Record<string, AttributeValue>;
    validFrom: Date;
    source: string;
  }[];
}

interface GroupedRow {
  id: string;
  domain_id: number;
  direction: Direction;
  far_id: string;
  far_class: number;
  attributes: Record<string, AttributeValue>;
  provenance: Provenance;
  valid_from: Date;
  total: string;
}

/** Which relations of a card are asked for. */
export interface WantedRelations {
  cardId: string;
  asOf?: Date | undefined;
  /** Of this domain only. */
  domain?: string | undefined;
  /** Most of each group. */
  limit: number;
}

/** Relations of a card as they are or were; of each group `limit` at most, the longest standing first. */
export async function listCardRelations(
  tx: Tx,
  catalogue: StoredCatalogue,
  wanted: WantedRelations,
): Promise<RelationGroup[]> {
  const { cardId, asOf, limit } = wanted;
  const binder = new Binder();
  const near = binder.bind(cardId);
  const ofDomain = binder.bind(wanted.domain === undefined ? null : catalogue.domainId(wanted.domain));
  const at = asOf === undefined ? undefined : `${binder.bind(asOf)}::timestamptz`;
  const source = relationsOf({ catalogue, binder, asOf: at });
  const side = (end: 'source' | 'target', far: 'source' | 'target') =>
    `SELECT held.id, held.domain_id, '${end === 'source' ? 'directed' : 'inverted'}' AS direction,
       held.${far}_id AS far_id, held.${far}_class AS far_class, held.attributes, held.provenance, held.valid_from
     FROM ${source} AS held
     WHERE held.${end}_id = ${near} AND (${ofDomain}::integer IS NULL OR held.domain_id = ${ofDomain})`;
  const rows: GroupedRow[] = await tx.query(
    `SELECT * FROM (
       SELECT side.*, count(*) OVER grouped AS total,
         row_number() OVER (grouped ORDER BY side.valid_from, side.id) AS place
       FROM (${side('source', 'target')} UNION ALL ${side('target', 'source')}) AS side
       WINDOW grouped AS (PARTITION BY side.domain_id, side.direction)
     ) AS placed WHERE placed.place <= ${binder.bind(limit)} ORDER BY placed.domain_id, placed.direction, placed.place`,
    binder.values,
  );
  const far = rows.map((row) => ({ id: row.far_id, classId: row.far_class }));
  const summaries = await nameCards(tx, catalogue, far, asOf);
  return toGroups(catalogue, rows, summaries);
}

function toGroups(
  catalogue: StoredCatalogue,
  rows: readonly GroupedRow[],
  summaries: ReadonlyMap<string, CardSummary>,
): RelationGroup[] {
  const groups = new Map<string, RelationGroup>();
  for (const row of rows) {
    const card = summaries.get(row.far_id);
    if (card === undefined) continue;
    const domain = catalogue.domainById(row.domain_id);
    const { direction } = row;
    const label = direction === 'directed' ? domain.directLabel : domain.inverseLabel;
    const key = `${domain.name} ${direction}`;
    const group: RelationGroup = groups.get(key) ?? {
      domain: domain.name,
      label,
      direction,
      total: Number(row.total),
      relations: [],
    };
    group.relations.push({
      id: row.id,
      card,
      attributes: row.attributes,
      validFrom: row.valid_from,
      source: row.provenance.source,
    });
    groups.set(key, group);
  }
  return [...groups.values()];
}

export async function findRelation(
  tx: Tx,
  catalogue: StoredCatalogue,
  id: string,
  asOf?: Date,
): Promise<Relation | undefined> {
  const binder = new Binder();
  const instant = asOf === undefined ? undefined : `${binder.bind(asOf)}::timestamptz`;
  const rows: {
    id: string;
    domain_id: number;
    source_id: string;
    source_class: number;
    target_id: string;
    target_class: number;
    attributes: Record<string, AttributeValue>;
    provenance: Provenance;
    valid_from: Date;
  }[] = await tx.query(
    `SELECT relation.id, relation.domain_id, relation.source_id, relation.source_class, relation.target_id,
       relation.target_class, relation.attributes, relation.provenance, relation.valid_from
     FROM ${relationsOf({ catalogue, binder, asOf: instant })} AS relation WHERE relation.id = ${binder.bind(id)}`,
    binder.values,
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const ends = [
    { id: row.source_id, classId: row.source_class },
    { id: row.target_id, classId: row.target_class },
  ];
  const summaries = await nameCards(tx, catalogue, ends, asOf);
  const source = summaries.get(row.source_id);
  const target = summaries.get(row.target_id);
  if (source === undefined || target === undefined) return undefined;
  const { attributes, provenance } = row;
  const domain = catalogue.domainById(row.domain_id).name;
  return { id, domain, source, target, attributes, validFrom: row.valid_from, provenance };
}
