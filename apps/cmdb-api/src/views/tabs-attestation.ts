import type { JsonValue } from '@popis/model';

/** Whose tabs they are: everybody's who has a role, or one person's. */
export type TabsHolder = { role: string; accountId: null } | { role: null; accountId: string };

/** Which views are tabs, in their order, and which of them is shown first. */
export interface TabsContent {
  /** Ids of views. */
  tabs: string[];
  first: string | null;
}

/** A version of the tabs of a class. */
export type StoredTabs = TabsContent & {
  id: string;
  class: string;
  role: string | null;
  accountId: string | null;
};

/** What one change wrote to tabs. */
export interface TabsWork {
  begun: readonly StoredTabs[];
  /** Ids of versions that ended. */
  ended: readonly string[];
}

/** The attested form of it, in the order of ids, so that it can be made again from the table. */
export function toAttestedTabs({ begun, ended }: TabsWork): JsonValue {
  const ordered = [...begun].sort((one, other) => (one.id < other.id ? -1 : 1));
  return {
    viewTabs: ordered.map(({ id, class: className, role, accountId, tabs, first }) => {
      return { id, class: className, role, accountId, tabs, first };
    }),
    endedViewTabs: [...ended].sort(),
  };
}
