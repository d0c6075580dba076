import type { Direction } from '@popis/model';
import type { CardToName } from '../cards/card-summaries.read-model.ts';
import { Binder, type CardScope } from '../cards/list-scope.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { amongIds, bindInstant, type Level, sidesOf } from './walk.read-model.ts';
import type { Followed, WalkRules } from './walk-rules.ts';

// A graph has thousands of cards and relations. As rows they cost the driver more than they cost the database to find, so these
// statements give a column of many as one text, its values parted by commas, and few rows.

/** Cards one step on, and how many there would be without a limit. */
export interface Neighbours {
  cards: CardToName[];
  total: number;
}

/** A step of a walk that may pass over crowds. */
export interface NeighbourLevel extends Level {
  /** Where one card has more relations of one domain and direction than this, none of them is followed. */
  collapse?: number | undefined;
}

/** Cards that relations lead to from many cards at once. */
export async function listNeighbours(
  tx: Tx,
  catalogue: StoredCatalogue,
  level: NeighbourLevel,
): Promise<Neighbours> {
  const { binder, scope } = scopeOf(catalogue, level.asOf);
  const near = binder.bindIds(level.from);
  const seen = binder.bindIds(level.seen);
  const ofClass =
    level.classIds === undefined
      ? ''
      : ` AND side.far_class = ANY (${binder.bind(level.classIds)}::integer[])`;
  const sides = sidesOf(level.rules, near, scope);
  const followed =
    level.collapse === undefined
      ? sides
      : `(SELECT * FROM (SELECT side.*, count(*) OVER (PARTITION BY side.near_id, side.domain_id, side.direction) AS crowd
          FROM ${sides} AS side) AS counted WHERE crowd <= ${binder.bind(level.collapse)})`;
  const rows: { total: string; far_class: number; ids: string | null }[] = await tx.query(
    `WITH reached AS MATERIALIZED (
       SELECT side.far_id, side.far_class, min(side.domain_id) AS domain_id FROM ${followed} AS side
       WHERE NOT EXISTS (SELECT FROM unnest(${seen}) AS known (id) WHERE known.id = side.far_id)${ofClass}
       GROUP BY side.far_id, side.far_class
     ), kept AS (
       SELECT * FROM reached ORDER BY reached.domain_id, reached.far_class, reached.far_id LIMIT ${binder.bind(level.limit)}
     )
     SELECT counted.total, listed.far_class, listed.ids FROM (SELECT count(*) AS total FROM reached) AS counted
     LEFT JOIN (SELECT kept.far_class, ${listed('kept.far_id')} AS ids FROM kept GROUP BY kept.far_class) AS listed ON true`,
    binder.values,
  );
  return {
    cards: rows.flatMap(({ far_class: classId, ids }) => split(ids).map((id) => ({ id, classId }))),
    total: Number(rows[0]?.total ?? 0),
  };
}

/** A relation between two cards of a graph. */
export interface Edge {
  id: string;
  domain: string;
  source: string;
  target: string;
  validFrom: Date;
}

/** Every relation between two of these cards; `total` counts those above the limit too. */
export async function listEdges(
  tx: Tx,
  catalogue: StoredCatalogue,
  wanted: { cardIds: readonly string[]; domains: Followed; asOf?: Date | undefined; limit: number },
): Promise<{ edges: Edge[]; total: number }> {
  const { binder, scope } = scopeOf(catalogue, wanted.asOf);
  const cards = binder.bindIds(wanted.cardIds);
  const rules = { fromSource: wanted.domains, fromTarget: [] };
  const rows: (Record<'ids' | 'sources' | 'targets' | 'since' | 'total', string> & { domain_id: number })[] =
    await tx.query(
      `WITH kept AS (
         SELECT side.id, side.domain_id, side.near_id, side.far_id, side.valid_from, count(*) OVER () AS total
         FROM ${sidesOf(rules, cards, scope)} AS side
         WHERE ${amongIds('side.far_id', cards)} ORDER BY side.id LIMIT ${binder.bind(wanted.limit)}
       )
       SELECT kept.domain_id, kept.total, ${listed('kept.id')} AS ids, ${listed('kept.near_id')} AS sources,
         ${listed('kept.far_id')} AS targets, ${listed(milliseconds('kept.valid_from'))} AS since
       FROM kept GROUP BY kept.domain_id, kept.total ORDER BY kept.domain_id`,
      binder.values,
    );
  const edges: Edge[] = [];
  for (const row of rows) {
    const domain = catalogue.domainById(row.domain_id).name;
    const [sources, targets, since] = [split(row.sources), split(row.targets), split(row.since)];
    for (const [index, id] of split(row.ids).entries()) {
      const validFrom = new Date(Number(since[index]));
      edges.push({ id, domain, source: sources[index] ?? '', target: targets[index] ?? '', validFrom });
    }
  }
  return { edges, total: Number(rows[0]?.total ?? 0) };
}

/** How many relations of a domain and direction lead from a card to cards that are not shown. */
export interface Beyond {
  domain: string;
  direction: Direction;
  count: number;
  /** The same by the class of those cards. */
  classes: Record<string, number>;
}

/** Counts what leads out of a set of cards, by card. */
export async function countBeyond(
  tx: Tx,
  catalogue: StoredCatalogue,
  wanted: { cardIds: readonly string[]; rules: WalkRules; asOf?: Date | undefined },
): Promise<Map<string, Beyond[]>> {
  const { binder, scope } = scopeOf(catalogue, wanted.asOf);
  const cards = binder.bindIds(wanted.cardIds);
  const rows: {
    domain_id: number;
    direction: Direction;
    far_class: number;
    ids: string;
    counts: string;
  }[] = await tx.query(
    `SELECT counted.domain_id, counted.direction, counted.far_class, ${listed('counted.near_id')} AS ids, ${listed('counted.relations')} AS counts
     FROM (SELECT side.near_id, side.domain_id, side.direction, side.far_class, count(*) AS relations
       FROM ${sidesOf(wanted.rules, cards, scope)} AS side
       WHERE NOT EXISTS (SELECT FROM unnest(${cards}) AS shown (id) WHERE shown.id = side.far_id)
       GROUP BY side.near_id, side.domain_id, side.direction, side.far_class) AS counted
     GROUP BY counted.domain_id, counted.direction, counted.far_class
     ORDER BY counted.domain_id, counted.direction, counted.far_class`,
    binder.values,
  );
  const beyond = new Map<string, Beyond[]>();
  for (const row of rows) {
    const { direction } = row;
    const domain = catalogue.domainById(row.domain_id).name;
    const className = catalogue.className(row.far_class);
    const counts = split(row.counts);
    for (const [index, id] of split(row.ids).entries()) {
      const count = Number(counts[index]);
      const list = beyond.get(id) ?? [];
      beyond.set(id, list);
      const last = list.at(-1);
      if (last?.domain === domain && last.direction === direction) {
        last.count += count;
        last.classes[className] = count;
      } else list.push({ domain, direction, count, classes: { [className]: count } });
    }
  }
  return beyond;
}

function scopeOf(catalogue: StoredCatalogue, asOf: Date | undefined): { binder: Binder; scope: CardScope } {
  const binder = new Binder();
  return { binder, scope: { catalogue, binder, asOf: bindInstant(binder, asOf) } };
}

/** All aggregates of a group read its rows in the same order, so that the values at one place belong together. */
function listed(value: string): string {
  return `string_agg(${value}::text, ',')`;
}

/** Whole ones: PostgreSQL's microseconds are cut off, as the driver does it. */
function milliseconds(instant: string): string {
  return `((date_part('epoch', ${instant}) * 1000000)::bigint / 1000)`;
}

function split(list: string | null): string[] {
  return list === null ? [] : list.split(',');
}
