import type { Fault } from '@popis/errors';
import { normaliseKey, type RawRecord } from '@popis/reconciliation';
import { z } from 'zod';
import { listFaults } from '../platform/http/read-input.ts';
import { keptRecordSchema, recordSchema } from './records.schema.ts';

/** A line of records as it is stored: a record, or what is wrong with it beside what could be read of it. */
export interface ReadRecord {
  /** Place in the run; null when the line does not say it. */
  readonly seq: number | null;
  readonly class: string | null;
  readonly key: string | null;
  readonly record: RawRecord | undefined;
  /** By what the source knows the record again. */
  readonly fingerprint?: string | undefined;
  /** The line stands for the record with this fingerprint that an earlier run has brought. */
  readonly unchanged?: string;
  readonly faults: readonly Fault[];
}

const maxFaults = 100;

const head = z.object({ seq: z.int32().positive().catch(0), class: z.string().catch('') });
const keyPart = z.object({ key: z.record(z.string(), z.string()) });

/** Reads one line of NDJSON. A fault of a line is a result: it never stops the lines after it. */
export function readRecord(line: string | undefined): ReadRecord {
  if (line === undefined) return unreadable('The line is too long');
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch {
    return unreadable('The line is not JSON');
  }
  try {
    if (!isStorable(line, given)) return unreadable('The line has NUL or broken Unicode characters');
    return readGiven(given);
  } catch (error) {
    // a hostile depth of nesting ends here, as one more faulty line
    if (error instanceof RangeError) return unreadable('The line is nested too deeply');
    throw error;
  }
}

/** jsonb takes neither NUL nor a lone surrogate; both can stand in JSON only as an escape. */
function isStorable(line: string, given: unknown): boolean {
  if (!/\\u(0000|d[89a-f])/i.test(line)) return true;
  const written = JSON.stringify(given);
  return !/(?<!\\)(\\\\)*\\u(0000|d[89a-f])/i.test(written);
}

function readGiven(given: unknown): ReadRecord {
  if (typeof given === 'object' && given !== null && 'unchanged' in given) return readKept(given);
  const parsed = recordSchema.safeParse(given);
  if (parsed.success) {
    const { fingerprint, ...record } = parsed.data;
    const { seq, class: className, key } = record;
    return { seq, class: className, key: keyOf(key), record, fingerprint, faults: [] };
  }
  return { ...readHead(given), record: undefined, faults: listFaults(parsed.error).slice(0, maxFaults) };
}

function readKept(given: object): ReadRecord {
  const parsed = keptRecordSchema.safeParse(given);
  if (!parsed.success)
    return { ...readHead(given), record: undefined, faults: listFaults(parsed.error).slice(0, maxFaults) };
  return { ...parsed.data, class: null, key: null, record: undefined, faults: [] };
}

/** What a faulty line still says of itself: enough to report it, and to know that its card is not gone. */
function readHead(given: unknown): Pick<ReadRecord, 'seq' | 'class' | 'key'> {
  const { data } = head.safeParse(given);
  const { data: keyed } = keyPart.safeParse(given);
  return {
    seq: data === undefined || data.seq === 0 ? null : data.seq,
    class: data === undefined || data.class === '' ? null : data.class,
    key: keyed === undefined ? null : keyOf(keyed.key),
  };
}

function keyOf(key: Readonly<Record<string, string>>): string | null {
  const [value] = Object.values(key);
  return value === undefined ? null : normaliseKey(value);
}

function unreadable(message: string): ReadRecord {
  return { seq: null, class: null, key: null, record: undefined, faults: [{ path: '', message }] };
}
