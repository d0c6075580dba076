import type { CardSummary } from '../cards/card-summaries.read-model.ts';

/** What is at a place and at all places in it, each counted once. */
export interface LocationCounts {
  items: number;
  people: number;
  /** Innermost places, and those of them that nobody uses. */
  workspaces: number;
  freeWorkspaces: number;
}

/** A place in the tree. */
export interface Location extends LocationCounts {
  card: CardSummary;
  parent: string | null;
  depth: number;
}

/** What the database knows of the places. */
export interface LocationFacts {
  cards: readonly CardSummary[];
  /** Place → the one that contains it. */
  parents: ReadonlyMap<string, string>;
  items: ReadonlyMap<string, number>;
  people: ReadonlyMap<string, number>;
  innermost: ReadonlySet<string>;
}

/**
 * Counts cards at each place and at all places in it: each once, however many ways lead there. Places may contain each other
 * in a circle.
 */
export function rollUp(
  placed: Iterable<{ places: readonly string[]; count: number }>,
  parents: ReadonlyMap<string, string>,
): Map<string, number> {
  const ancestors = new Map<string, readonly string[]>();

  function withAncestors(place: string): readonly string[] {
    const known = ancestors.get(place);
    if (known !== undefined) return known;
    const found = new Set<string>();
    for (let at: string | undefined = place; at !== undefined && !found.has(at); at = parents.get(at)) {
      found.add(at);
    }
    const list = [...found];
    ancestors.set(place, list);
    return list;
  }

  const counts = new Map<string, number>();
  for (const { places, count } of placed) {
    for (const holder of new Set(places.flatMap(withAncestors))) {
      counts.set(holder, (counts.get(holder) ?? 0) + count);
    }
  }
  return counts;
}

/**
 * Puts places into the order of their tree: each before what it contains, siblings by code. Places that contain each other
 * in a circle have no beginning; the circle is entered at one of them, so that none is missing.
 */
export function orderLocations(facts: LocationFacts, root?: string): Location[] {
  const sorted = [...facts.cards].sort(byCode);
  const known = new Set(sorted.map(({ id }) => id));
  const parentOf = (id: string) => {
    const parent = facts.parents.get(id);
    return parent !== undefined && known.has(parent) ? parent : null;
  };
  const children = Map.groupBy(sorted, ({ id }) => parentOf(id));
  const ordered: Location[] = [];
  const visited = new Set<string>();

  function visit(card: CardSummary, parent: string | null, depth: number): Location {
    visited.add(card.id);
    const isInnermost = facts.innermost.has(card.class);
    const people = facts.people.get(card.id) ?? 0;
    const location: Location = {
      ...{ card, parent, depth, people, items: facts.items.get(card.id) ?? 0 },
      workspaces: isInnermost ? 1 : 0,
      freeWorkspaces: isInnermost && people === 0 ? 1 : 0,
    };
    ordered.push(location);
    for (const child of children.get(card.id) ?? []) {
      if (visited.has(child.id)) continue;
      const below = visit(child, card.id, depth + 1);
      location.workspaces += below.workspaces;
      location.freeWorkspaces += below.freeWorkspaces;
    }
    return location;
  }

  const first = root === undefined ? (children.get(null) ?? []) : sorted.filter(({ id }) => id === root);
  for (const card of first) visit(card, null, 0);
  if (root !== undefined) return ordered;
  for (const card of sorted) if (!visited.has(card.id)) visit(card, null, 0);
  return ordered;
}

function byCode(one: CardSummary, other: CardSummary): number {
  const [first, second] = [one.code ?? '', other.code ?? ''];
  if (first !== second) return first < second ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}
