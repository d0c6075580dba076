import type { ClassSummary } from '../api/types.ts';

/** The class whose descendants are things under management. */
export const ITEM = 'Item';

export interface ClassNode {
  class: ClassSummary;
  children: ClassNode[];
}

function byLabel(left: ClassNode, right: ClassNode): number {
  return left.class.label.localeCompare(right.class.label, 'en');
}

/** Classes below their superclasses, by label. A class whose superclass is not visible to the reader is a root. */
export function buildClassTree(classes: readonly ClassSummary[]): ClassNode[] {
  const nodes = new Map<string, ClassNode>();
  for (const each of classes) nodes.set(each.name, { class: each, children: [] });
  const roots: ClassNode[] = [];
  for (const node of nodes.values()) {
    const parent = node.class.superclass === null ? undefined : nodes.get(node.class.superclass);
    (parent?.children ?? roots).push(node);
  }
  for (const node of nodes.values()) node.children.sort(byLabel);
  return roots.sort(byLabel);
}

/** Names from the class itself up to its root. */
export function lineageOf(name: string, classes: readonly ClassSummary[]): string[] {
  const lineage: string[] = [];
  let current: string | null = name;
  while (current !== null && !lineage.includes(current)) {
    lineage.push(current);
    const wanted: string = current;
    current = classes.find((each) => each.name === wanted)?.superclass ?? null;
  }
  return lineage;
}

export function isWithin(name: string, ancestor: string, classes: readonly ClassSummary[]): boolean {
  return lineageOf(name, classes).includes(ancestor);
}

export interface CountedClass {
  name: string;
  label: string;
  abstract: boolean;
  depth: number;
  description: string;
  cards: number;
}

/** The tree as rows with their depth, for a table. */
export function flattenTree(nodes: readonly ClassNode[], depth = 0): CountedClass[] {
  return nodes.flatMap((node) => [
    {
      name: node.class.name,
      label: node.class.label,
      abstract: node.class.abstract,
      description: node.class.description,
      cards: node.class.cards,
      depth,
    },
    ...flattenTree(node.children, depth + 1),
  ]);
}
