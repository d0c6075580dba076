import type { Filter, JsonValue } from '@popis/model';

/** What a view says. */
export interface ViewContent {
  name: string;
  class: string;
  filter: Filter | null;
  query: string;
  /** `null`: every attribute. */
  columns: string[] | null;
  sort: string[];
  shared: boolean;
}

/** A version of a view. */
export interface StoredView extends ViewContent {
  id: string;
  ownerId: string;
}

/** What one change wrote to views. */
export interface ViewWork {
  begun: readonly StoredView[];
  /** Ids of views of which a version ended. */
  ended: readonly string[];
}

/** The attested form of it, in the order of ids, so that it can be made again from the table. */
export function toAttestedViews({ begun, ended }: ViewWork): JsonValue {
  const ordered = [...begun].sort((one, other) => (one.id < other.id ? -1 : 1));
  return {
    views: ordered.map((view) => ({ ...toPlainContent(view), id: view.id, ownerId: view.ownerId })),
    endedViews: [...ended].sort(),
  };
}

/** What a view says, as JSON with no key left undefined: two that say the same are equal. */
export function toPlainContent(view: ViewContent): Record<string, JsonValue> {
  const { name, class: className, filter, query, columns, sort, shared } = view;
  const plain: JsonValue = JSON.parse(JSON.stringify(filter));
  return { name, class: className, filter: plain, query, columns, sort, shared };
}
