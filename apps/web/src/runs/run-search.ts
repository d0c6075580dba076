export interface RunSearch {
  cursor?: string;
  /** How many changes stand before this page; only shown, never asked for. */
  from?: number;
}

export function parseRunSearch(raw: Record<string, unknown>): RunSearch {
  if (typeof raw.cursor !== 'string' || raw.cursor === '') return {};
  const from = Number(raw.from);
  return Number.isInteger(from) && from > 0 ? { cursor: raw.cursor, from } : { cursor: raw.cursor };
}
