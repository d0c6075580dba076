import type { Fault } from '@popis/errors';

export const importModes = ['create', 'update', 'upsert'] as const;
export type ImportMode = (typeof importModes)[number];

export const verdicts = ['create', 'update', 'unchanged', 'fault'] as const;
export type Verdict = (typeof verdicts)[number];

export const importStates = ['reading', 'checking', 'checked', 'applying', 'applied', 'failed'] as const;
export type ImportState = (typeof importStates)[number];

/** A column of the file, and what it is read into: an attribute, `_id`, `_class`, or nothing. */
export interface ImportColumn {
  heading: string;
  attribute: string | null;
}

/** An import of one file. */
export interface ImportJob {
  id: string;
  classId: number;
  fileName: string;
  mode: ImportMode;
  /** Attributes, or `_id`, by which a row finds its card. */
  key: string[];
  columns: ImportColumn[];
  state: ImportState;
  rows: number;
  /** Rows of the present stage that are done. */
  done: number;
  counts: Partial<Record<Verdict, number>>;
  fault: string | null;
  startedBy: string;
  startedAt: Date;
  /** Null until it is to be applied. */
  appliedBy: string | null;
  applyReason: string | null;
}

/** A row as it was read. */
export interface ReadRow {
  number: number;
  cells: string[];
  key: string | null;
  /** What was wrong with cells before they were text, such as a formula without its result. */
  readingFaults: Fault[] | null;
}

/** A row with the number of an earlier one that has the same key. */
export interface PendingRow extends ReadRow {
  earlier: number | null;
}

/** What is to become of a row. */
export interface RowVerdict {
  number: number;
  verdict: Verdict;
  cardId: string | null;
  faults: Fault[] | null;
}
