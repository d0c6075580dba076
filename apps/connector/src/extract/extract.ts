import type { RejectedRecord } from '../mapping/records.ts';
import type { JoinedMaster } from './view-rows.ts';

/** What a run reads: the views of a database, or the files of a folder. */
export interface Extract {
  /** What is read, for people. */
  readonly names: readonly string[];
  /** What people should know of it, and what is no fault. */
  readonly notes: readonly string[];
  /** All masters of one state of the source. Memory holds one range of them. */
  read(): AsyncIterable<ExtractedRange>;
  close(): Promise<void>;
}

/** Some masters with what belongs to them, and what became no master. */
export interface ExtractedRange {
  readonly masters: readonly JoinedMaster[];
  /** What to say of those that could not be read. */
  readonly rejected: readonly RejectedRecord[];
  /** How many they are. */
  readonly unread: number;
}
