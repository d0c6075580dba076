import { formatSummary, type Say } from './report.ts';
import type { RunCounts } from './submit/cmdb-client.ts';

/** What a run came to when it had been planned, and unless it is a dry one, applied. */
export interface RunEnd {
  readonly run: string;
  /** Where a person sees it. */
  readonly page: string;
  /** Whether all was read, or what had changed. */
  readonly mode: 'full' | 'delta';
  readonly read: number;
  /** Records that became no card. */
  readonly faulty: number;
  readonly counts: RunCounts;
  /** Steps that wait for a person, and why. */
  readonly held: number;
  readonly holds: readonly string[];
}

/** How it is told what a run comes to, beside its progress. */
export interface Telling {
  /** Hears of the first records that are faulty, or of which the mapping says something. */
  record(line: string): void;
  note(note: string): void;
  end(end: RunEnd): void;
}

/** Tells it to a person, each thing as it comes. */
export function tellPerson(say: Say): Telling {
  return {
    record: say,
    note: (note) => say(`note: ${note}`),
    end({ page, held, holds, ...totals }) {
      for (const line of formatSummary(totals, totals.counts)) say(line);
      for (const reason of holds) say(`held back: ${reason}`);
      if (held > 0) say(`${held} changes wait for a person: ${page}`);
    },
  };
}

/** What was told of a run, for one line of a log. */
export interface Told extends Partial<RunEnd> {
  readonly notes?: readonly string[];
  readonly records?: readonly string[];
}

/** Keeps what it is told, for one line of a log: what there is nothing of is not in it. */
export function keepTold(): Telling & { told(): Told } {
  const records: string[] = [];
  const notes: string[] = [];
  let ended: RunEnd | undefined;
  return {
    record: (line) => void records.push(line),
    note: (note) => void notes.push(note),
    end(end) {
      ended = end;
    },
    told: () => ({
      ...ended,
      ...(notes.length > 0 ? { notes } : {}),
      ...(records.length > 0 ? { records } : {}),
    }),
  };
}
