import type { HeldAction, RunAction } from '../api/types.ts';
import { heldActions } from './held-text.ts';
import { runActions } from './run-text.ts';

export interface PageSearch {
  cursor?: string;
  /** How many stand before this page; only shown, never asked for. */
  from?: number;
}

export interface RunSearch extends PageSearch {
  action?: RunAction;
  /** Only what waits for a person. */
  state?: 'held';
  /** Of what waits: the class and what it waits as. */
  class?: string;
  heldAs?: HeldAction;
  /** Only steps about this card, and about parts of it. */
  card?: string;
  /** The run that this one is compared with. */
  with?: string;
}

export function parsePageSearch(raw: Record<string, unknown>): PageSearch {
  if (typeof raw.cursor !== 'string' || raw.cursor === '') return {};
  const from = Number(raw.from);
  return Number.isInteger(from) && from > 0 ? { cursor: raw.cursor, from } : { cursor: raw.cursor };
}

export interface QuarantineSearch extends PageSearch {
  /** Only records of this source. */
  source?: string;
}

export function parseQuarantineSearch(raw: Record<string, unknown>): QuarantineSearch {
  const isOfSource = typeof raw.source === 'string' && raw.source !== '';
  return { ...parsePageSearch(raw), ...(isOfSource ? { source: String(raw.source) } : {}) };
}

export function parseRunSearch(raw: Record<string, unknown>): RunSearch {
  const compared = typeof raw.with === 'string' && raw.with !== '' ? { with: raw.with } : {};
  return { ...parsePageSearch(raw), ...parseSteps(raw), ...compared };
}

function parseSteps(raw: Record<string, unknown>): RunSearch {
  const action = runActions.find((each) => each === raw.action);
  if (action !== undefined) return { action };
  if (typeof raw.card === 'string' && raw.card !== '') return { card: raw.card };
  if (raw.state !== 'held') return {};
  const heldAs = heldActions.find((each) => each === raw.heldAs);
  const isGroup = typeof raw.class === 'string' && raw.class !== '' && heldAs !== undefined;
  return isGroup ? { state: 'held', class: String(raw.class), heldAs } : { state: 'held' };
}
