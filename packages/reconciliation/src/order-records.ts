import { listComponents } from './components.ts';

/** By what a record is referred to, and to what it refers; names as `nameOf` gives them. */
export interface RecordLinks {
  readonly seq: number;
  readonly names: Iterable<string>;
  readonly needs: readonly {
    readonly name: string;
    readonly attribute: string;
    readonly canWait: boolean;
  }[];
}

/** In which order records are to be planned. */
export interface RecordOrder {
  /** Places of records: what a record refers to comes in a round before it, as far as there is no circle. */
  readonly rounds: readonly (readonly number[])[];
  /** Attributes that close a circle and can wait, by the place of the record. */
  readonly late: ReadonlyMap<number, ReadonlySet<string>>;
}

/** One step to what has to come before: from a record to a name, or from a name to a record that has it. */
interface Edge {
  readonly to: number;
  /** The attribute that can wait; absent where nothing can. */
  readonly attribute?: string;
}

/**
 * Orders records so that each comes after those that it refers to. A circle is broken at attributes that can wait. One that is
 * left is not broken: a record of it comes before what it needs. Takes time and room in proportion to the links.
 */
export function orderRecords(records: readonly RecordLinks[]): RecordOrder {
  const edges = toGraph(records);
  const level = new Int32Array(edges.length).fill(-1);
  const late = new Map<number, Set<string>>();
  const place = (node: number, circle: ReadonlySet<number>) => {
    const seq = records[node]?.seq;
    let highest = seq === undefined ? 0 : -1;
    for (const { to, attribute } of edges[node] ?? []) {
      const at = level[to] ?? -1;
      highest = Math.max(highest, at);
      if ((at >= 0 && !circle.has(to)) || attribute === undefined || seq === undefined) continue;
      late.set(seq, (late.get(seq) ?? new Set()).add(attribute));
    }
    level[node] = seq === undefined ? highest : highest + 1;
  };
  for (const circle of listComponents(edges.length, (node) => targets(edges, node))) {
    for (const together of circle.length === 1 ? [circle] : breakCircle(circle, edges, records.length)) {
      const unbroken = new Set(together.length > 1 ? together : []);
      for (const node of together) place(node, unbroken);
      // a name of a circle that is not broken came before those that have it
      for (const node of unbroken) if (node >= records.length) place(node, unbroken);
    }
  }
  const rounds: number[][] = [];
  for (const [node, { seq }] of records.entries()) {
    const round = level[node] ?? 0;
    while (rounds.length <= round) rounds.push([]);
    rounds[round]?.push(seq);
  }
  return { rounds, late };
}

/** Nodes are the records in their order, then names: so a name that many have and many need costs no more than their sum. */
function toGraph(records: readonly RecordLinks[]): Edge[][] {
  const nodes = new Map<string, number>();
  const edges: Edge[][] = records.map(() => []);
  const needed = new Set<string>();
  for (const { needs } of records) for (const { name } of needs) needed.add(name);
  for (const [node, { names }] of records.entries()) {
    for (const name of names) {
      if (!needed.has(name)) continue;
      const at = nodes.get(name) ?? edges.push([]) - 1;
      nodes.set(name, at);
      edges[at]?.push({ to: node });
    }
  }
  for (const [node, { needs }] of records.entries()) {
    for (const { name, attribute, canWait } of needs) {
      const to = nodes.get(name);
      if (to !== undefined) edges[node]?.push({ to, ...(canWait ? { attribute } : {}) });
    }
  }
  return edges;
}

function targets(edges: readonly (readonly Edge[])[], node: number): readonly number[] {
  return (edges[node] ?? []).map((edge) => edge.to);
}

/**
 * The nodes of a circle in the order of what cannot wait; several together where that is a circle too. Among the others those
 * come first to which the rest leads, and a name as soon as all that have it are there, so that little has to wait.
 */
function breakCircle(
  circle: readonly number[],
  edges: readonly (readonly Edge[])[],
  records: number,
): number[][] {
  const back = circle.toReversed();
  const nodes = [...back.filter((node) => node < records), ...back.filter((node) => node >= records)];
  const local = new Map(nodes.map((node, index) => [node, index]));
  const strict = nodes.map((node) => {
    const found: number[] = [];
    for (const { to, attribute } of edges[node] ?? []) {
      const at = local.get(to);
      if (at !== undefined && attribute === undefined) found.push(at);
    }
    return found;
  });
  const before: number[][] = nodes.map(() => []);
  for (const [index, found] of strict.entries()) for (const to of found) before[to]?.push(index);
  const missing = strict.map((found) => found.length);
  const emitted = new Set<number>();
  const order: number[][] = [];
  const emit = (some: readonly number[]) => {
    for (const each of some) emitted.add(each);
    order.push(some.map((index) => nodes[index] ?? 0));
    for (const each of some.flatMap((index) => before[index] ?? [])) {
      missing[each] = (missing[each] ?? 0) - 1;
      if (missing[each] === 0 && !emitted.has(each)) emit([each]);
    }
  };
  for (const some of listComponents(nodes.length, (index) => strict[index] ?? [])) {
    if (some.every((index) => !emitted.has(index))) emit(some);
  }
  return order;
}
