import type { Tx } from '../../platform/database/database.ts';
import type { PlannedBatch } from '../plan-batch.ts';
import { listRecordsAt, type StoredRecord } from '../run-records.repository.ts';
import { dropUnits, listUnitsOfRecords } from './moves.repository.ts';
import type { ReplannedRecord } from './replan-moved.ts';

const recordsAtOnce = 500;

/**
 * Plans records anew that have found a part under an id that it was to begin with, and that stands elsewhere: each in its unit. `late`
 * are units of what was put off until all cards are known, which are planned for themselves.
 */
export async function* replanAsking(
  tx: Tx,
  runId: string,
  seqs: readonly number[],
  late: ReadonlySet<number>,
  planRecords: (stored: readonly StoredRecord[]) => Promise<PlannedBatch>,
): AsyncGenerator<readonly ReplannedRecord[]> {
  for (let from = 0; from < seqs.length; from += recordsAtOnce) {
    const some = seqs.slice(from, from + recordsAtOnce);
    const units = (await listUnitsOfRecords(tx, runId, some)).filter(({ unit }) => !late.has(unit));
    const unitOf = new Map(units.map(({ seq, unit }) => [seq, unit]));
    const stored = await listRecordsAt(tx, runId, [...unitOf.keys()]);
    const { records } = await planRecords(stored);
    await dropUnits(tx, runId, [...unitOf.values()]);
    yield records.map((record) => ({ record, unit: unitOf.get(record.seq) ?? 0 }));
  }
}
