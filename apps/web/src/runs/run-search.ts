import type { RunAction } from '../api/types.ts';
import { runActions } from './run-text.ts';

export interface PageSearch {
  cursor?: string;
  /** How many stand before this page; only shown, never asked for. */
  from?: number;
}

export interface RunSearch extends PageSearch {
  action?: RunAction;
}

export function parsePageSearch(raw: Record<string, unknown>): PageSearch {
  if (typeof raw.cursor !== 'string' || raw.cursor === '') return {};
  const from = Number(raw.from);
  return Number.isInteger(from) && from > 0 ? { cursor: raw.cursor, from } : { cursor: raw.cursor };
}

export function parseRunSearch(raw: Record<string, unknown>): RunSearch {
  const action = runActions.find((each) => each === raw.action);
  return { ...parsePageSearch(raw), ...(action === undefined ? {} : { action }) };
}
