import type { Fault } from '@popis/errors';
import type { Filter, JsonValue } from '@popis/model';
import type { BulkSample } from './bulk.ts';

export const bulkStates = ['preparing', 'ready', 'running', 'finished', 'failed', 'cancelled'] as const;
export type BulkState = (typeof bulkStates)[number];

export const bulkVerdicts = ['written', 'unchanged', 'fault'] as const;
export type BulkVerdictName = (typeof bulkVerdicts)[number];

/** What the first cards of a job come to, done and taken back. */
export interface BulkPreview {
  /** Cards that were tried. */
  tried: number;
  counts: Record<BulkVerdictName, number>;
  sample: BulkSample[];
  faults: { cardId: string; faults: Fault[] }[];
}

/** Bulk work done in batches, for sets of any size. */
export interface BulkJob {
  id: string;
  classId: number;
  filter: Filter | null;
  query: string;
  /** Null: the cards are to be retired. */
  changes: Record<string, JsonValue> | null;
  reason: string | null;
  state: BulkState;
  total: number;
  written: number;
  unchanged: number;
  faulty: number;
  preview: BulkPreview | null;
  token: string | null;
  fault: string | null;
  startedBy: string;
  startedAt: Date;
}

/** A card of a job whose turn has come. */
export interface PendingCard {
  number: number;
  id: string;
  /** Its revision when the set was taken. */
  seen: string;
  /** Its revision now; null when it is retired. */
  current: string | null;
  /** Whether it is this job that last touched it, as when a card that it shows was retired. */
  isOurs: boolean;
}

/** What became of a card. */
export interface BulkVerdict {
  number: number;
  verdict: BulkVerdictName;
  changeId: string | null;
  faults: Fault[] | null;
}

/** A card of a job with what became of it. */
export interface BulkCardResult extends Omit<BulkVerdict, 'verdict'> {
  cardId: string;
  verdict: BulkVerdictName | null;
}
