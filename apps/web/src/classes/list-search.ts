import type { Attribute } from '../api/types.ts';

export const PAGE_SIZE = 50;

/** The state of a card list as the address bar holds it. */
export interface ListSearch {
  query?: string;
  sort?: string;
  columns?: string;
  cursor?: string;
  /** How many cards stand before this page; only shown, never asked for. */
  from?: number;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function parseListSearch(raw: Record<string, unknown>): ListSearch {
  const query = textOf(raw.query);
  const sort = textOf(raw.sort);
  const columns = textOf(raw.columns);
  const cursor = textOf(raw.cursor);
  const from = Number(raw.from);
  return {
    ...(query === undefined ? {} : { query }),
    ...(sort === undefined ? {} : { sort }),
    ...(columns === undefined ? {} : { columns }),
    ...(cursor === undefined ? {} : { cursor }),
    ...(cursor !== undefined && Number.isInteger(from) && from > 0 ? { from } : {}),
  };
}

/** A change of what is listed starts at the first page again. */
export function changeList(search: ListSearch, change: Partial<ListSearch>): ListSearch {
  const { cursor: _cursor, from: _from, ...rest } = search;
  return parseListSearch({ ...rest, ...change });
}

export interface SortKey {
  attribute: string;
  descending: boolean;
}

export function parseSort(sort: string | undefined): SortKey[] {
  const names = (sort ?? '').split(',').filter((name) => name !== '' && name !== '-');
  return names.map((name) => ({
    attribute: name.startsWith('-') ? name.slice(1) : name,
    descending: name.startsWith('-'),
  }));
}

export function formatSort(keys: readonly SortKey[]): string {
  return keys.map((key) => (key.descending ? `-${key.attribute}` : key.attribute)).join(',');
}

/** A header steps through ascending, descending, not sorted; it replaces the order there was. */
export function stepSort(sort: string | undefined, attribute: string): string {
  const current = parseSort(sort).find((key) => key.attribute === attribute);
  if (current === undefined) return formatSort([{ attribute, descending: false }]);
  return current.descending ? '' : formatSort([{ attribute, descending: true }]);
}

const neverAColumn = new Set<Attribute['type']>(['text', 'json']);
const DEFAULT_COLUMNS = 8;

/** The columns of a list: those chosen in the address bar, else code, description and the first short ones. */
export function chooseColumns(attributes: readonly Attribute[], columns: string | undefined): Attribute[] {
  const ordered = orderAttributes(attributes);
  if (columns !== undefined) {
    const names = columns.split(',');
    const chosen = names.flatMap((name) => ordered.filter((attribute) => attribute.name === name));
    if (chosen.length > 0) return chosen;
  }
  return ordered.filter((attribute) => !neverAColumn.has(attribute.type)).slice(0, DEFAULT_COLUMNS);
}

const leading = ['Code', 'Description'];

/** Code and description first, notes last, the rest by position. */
export function orderAttributes(attributes: readonly Attribute[]): Attribute[] {
  const rank = (attribute: Attribute) => {
    const lead = leading.indexOf(attribute.name);
    if (lead !== -1) return lead - leading.length;
    return attribute.name === 'Notes' ? Number.MAX_SAFE_INTEGER : attribute.position;
  };
  return [...attributes].sort((left, right) => rank(left) - rank(right));
}

/** Adds or takes away one column, keeping the order of the class. */
export function toggleColumn(
  attributes: readonly Attribute[],
  shown: readonly Attribute[],
  name: string,
): string {
  const names = new Set(shown.map((attribute) => attribute.name));
  if (!names.delete(name)) names.add(name);
  return orderAttributes(attributes)
    .filter((attribute) => names.has(attribute.name))
    .map((attribute) => attribute.name)
    .join(',');
}
