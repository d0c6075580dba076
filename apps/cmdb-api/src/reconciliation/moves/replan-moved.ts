import type { ArrivingPart } from '@popis/reconciliation';
import type { Tx } from '../../platform/database/database.ts';
import { listCardsById } from '../current-state.read-model.ts';
import { readCards, type StateScope } from '../current-state.ts';
import type { PartsUnderWay, PlannedBatch, PlannedRecord } from '../plan-batch.ts';
import { listRecordsOf, type StoredRecord } from '../run-records.repository.ts';
import type { FoundMove } from './find-moves.ts';
import { dropRetires, dropUnits, listUnitsOf } from './moves.repository.ts';

const mastersAtOnce = 500;

/** A record planned anew, in the place that it had in the plan. */
export interface ReplannedRecord {
  readonly unit: number;
  readonly record: PlannedRecord;
}

/** How records are planned with parts under way. */
export type PlanRecords = (stored: readonly StoredRecord[], underWay: PartsUnderWay) => Promise<PlannedBatch>;

/**
 * Takes out of a plan what moved parts would have come to, their end here and their beginning there, and plans the masters
 * concerned anew, each in its unit: a part may be related to its new master only once that stands, and leaves the old one
 * before that may retire, whose unit comes later.
 */
export async function* replanMoved(
  tx: Tx,
  scope: StateScope,
  runId: string,
  moves: readonly FoundMove[],
  planRecords: PlanRecords,
): AsyncGenerator<readonly ReplannedRecord[]> {
  const leaving = new Set(moves.map((move) => move.cardId));
  const units = new Map(moves.map(({ arrival }) => [arrival.masterId, arrival.unit]));
  await dropRetires(tx, runId, [...leaving]);
  // the place of a part that left may have been taken for the part itself
  const owners = new Map(moves.map((move) => [move.cardId, move.owner?.masterId]));
  for (const { cardId, unit } of await listUnitsOf(tx, runId, [...leaving])) {
    const masterId = owners.get(cardId);
    if (masterId !== undefined) units.set(masterId, unit);
  }
  const coming = Map.groupBy(moves, (move) => move.arrival.masterId);
  const masterIds = [...units.keys()];
  for (let from = 0; from < masterIds.length; from += mastersAtOnce) {
    const some = masterIds.slice(from, from + mastersAtOnce);
    const stored = await listRecordsOf(tx, runId, some);
    const found = some.flatMap((masterId) => coming.get(masterId) ?? []);
    const parts = await readArriving(tx, scope, found);
    const arriving = new Map(stored.map(({ seq, cardId }) => [seq, parts.get(cardId) ?? []]));
    const { records } = await planRecords(stored, { arriving, leaving });
    const unitOf = new Map(stored.map(({ seq, cardId }) => [seq, units.get(cardId) ?? 0]));
    await dropUnits(tx, runId, [...unitOf.values()]);
    yield records.map((record) => ({ record, unit: unitOf.get(record.seq) ?? 0 }));
  }
}

/** The cards of moved parts with all that a decision needs, by the master that has them now. */
async function readArriving(
  tx: Tx,
  scope: StateScope,
  moves: readonly FoundMove[],
): Promise<Map<string, ArrivingPart[]>> {
  const classIds = [...new Set(moves.map(({ arrival }) => scope.catalogue.classId(arrival.class)))];
  const ids = moves.map((move) => move.cardId);
  const cards = await readCards(tx, scope, await listCardsById(tx, classIds, ids));
  const arriving = new Map<string, ArrivingPart[]>();
  for (const { arrival, cardId, owner, from } of moves) {
    const card = cards.get(cardId);
    if (card === undefined) continue;
    const { class: className, domain, direction, serial, masterId } = arrival;
    const part = { class: className, domain, direction, serial, card, from };
    const known = arriving.get(masterId) ?? [];
    arriving.set(masterId, [...known, { ...part, relationId: owner?.relationId ?? null }]);
  }
  return arriving;
}
