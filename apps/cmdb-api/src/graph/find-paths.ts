import type { WalkedRelation } from './walk.read-model.ts';

/** Steps of the search for paths: a net below its other bounds. */
const mostSteps = 200_000;

/**
 * The shortest paths between two cards through these relations, the shortest first, of `longest` relations at most. A path
 * visits no card twice; its relations are turned the way it walks them.
 */
export function findPaths(
  relations: Iterable<WalkedRelation>,
  ends: { from: string; to: string },
  wanted: { count: number; longest: number },
): { paths: WalkedRelation[][]; isComplete: boolean } {
  const ways = groupByCard(relations);
  const distances = measureDistances(ways, ends.to);
  const found: WalkedRelation[][] = [];
  const path: WalkedRelation[] = [];
  const visited = new Set<string>();
  let steps = 0;

  function walk(card: string, left: number): void {
    steps += 1;
    if (left === 0) {
      if (card === ends.to) found.push([...path]);
      return;
    }
    if (card === ends.to) return;
    visited.add(card);
    for (const relation of ways.get(card) ?? []) {
      if (found.length === wanted.count || steps > mostSteps) break;
      const isWay = (distances.get(relation.far) ?? Number.POSITIVE_INFINITY) <= left - 1;
      if (!isWay || visited.has(relation.far)) continue;
      path.push(relation);
      walk(relation.far, left - 1);
      path.pop();
    }
    visited.delete(card);
  }

  const shortest = distances.get(ends.from) ?? Number.POSITIVE_INFINITY;
  for (let length = shortest; length <= wanted.longest && found.length < wanted.count; length += 1) {
    walk(ends.from, length);
  }
  return { paths: found, isComplete: steps <= mostSteps };
}

/** The same relation, walked from its other end. */
export function turn(relation: WalkedRelation): WalkedRelation {
  const direction = relation.direction === 'directed' ? 'inverted' : 'directed';
  return { ...relation, direction, near: relation.far, far: relation.near };
}

function groupByCard(relations: Iterable<WalkedRelation>): Map<string, WalkedRelation[]> {
  const known = new Map<string, WalkedRelation>();
  for (const relation of relations) known.set(relation.id, relation);
  const ways = new Map<string, WalkedRelation[]>();
  for (const relation of known.values()) {
    for (const way of [relation, turn(relation)]) {
      const list = ways.get(way.near);
      if (list === undefined) ways.set(way.near, [way]);
      else list.push(way);
    }
  }
  return ways;
}

function measureDistances(ways: ReadonlyMap<string, readonly WalkedRelation[]>, from: string) {
  const distances = new Map([[from, 0]]);
  // A map gives what is added while it is read, so this is a queue.
  for (const [card, distance] of distances) {
    for (const { far } of ways.get(card) ?? []) {
      if (!distances.has(far)) distances.set(far, distance + 1);
    }
  }
  return distances;
}
