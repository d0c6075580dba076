import type { RejectedRecord } from '../mapping/records.ts';
import type { JoinedMaster } from './view-rows.ts';

/** By the id of a master: what is another one when the master has changed. */
export type Marks = Readonly<Record<string, string>>;

/** What a run reads: the views of a database, or the files of a folder. */
export interface Extract {
  /** What is read, for people. */
  readonly names: readonly string[];
  /** What people should know of it, and what is no fault. */
  readonly notes: readonly string[];
  /** Whether something tells which masters have changed. */
  readonly marks: 'there' | { readonly missing: string };
  /** What decides which rows are read of masters that are, beside the mapping. */
  readonly asked: readonly unknown[];
  /** All masters of one state of the source, or only those that are not marked as here. Memory holds one range of them. */
  read(since?: Marks): AsyncIterable<ExtractedRange>;
  close(): Promise<void>;
}

/** Some masters with what belongs to them, and what became no master. */
export interface ExtractedRange {
  readonly masters: readonly JoinedMaster[];
  /** What to say of those that could not be read. */
  readonly rejected: readonly RejectedRecord[];
  /** How many they are. */
  readonly unread: number;
  /** Comes once, before all masters, where the source has marks. */
  readonly marked?: Marked;
}

/** What the marks of one state of the source said. */
export interface Marked {
  /** Marks that a later run may go by. */
  readonly kept: Marks;
  readonly masters: number;
  /** Those that are read because they have changed; undefined when all are. */
  readonly changed: number | undefined;
}
