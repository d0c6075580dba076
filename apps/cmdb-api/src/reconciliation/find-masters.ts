import { type Answered, type CurrentMaster, isUsableKey, type RunRecord } from '@popis/reconciliation';
import type { Tx } from '../platform/database/database.ts';
import { type CardRow, listCardsById, listCardsByKey } from './current-state.read-model.ts';
import { listPartPlaces, readMasters, type StateScope } from './current-state.ts';
import type { StoredRecord } from './run-records.repository.ts';

/** The masters that records name by key or by an answer, with their parts. Several under one key are all given. */
export async function findMasters(
  tx: Tx,
  scope: StateScope,
  stored: readonly StoredRecord[],
  records: readonly RunRecord[],
  answers: ReadonlyMap<number, Answered>,
): Promise<Map<string, CurrentMaster[]>> {
  const rows: (CardRow & { under: string })[] = await listAnsweredCards(tx, scope, records, answers);
  const named = records.filter((record) => isUsableKey(record.key));
  for (const group of Map.groupBy(named, (record) => `${record.class} ${record.keyAttribute}`).values()) {
    const [first] = group;
    if (first === undefined) continue;
    const keys = group.map((record) => record.key);
    const classId = scope.catalogue.classId(first.class);
    for (const row of await listCardsByKey(tx, classId, first.keyAttribute, keys)) {
      rows.push({ ...row, under: masterKey({ ...first, key: row.key }) });
    }
  }
  const bodies = stored.map((record) => record.body).filter((body) => body !== null);
  const classes = [...new Set(records.map((record) => record.class))];
  const masters = await readMasters(tx, scope, rows, listPartPlaces(scope, bodies, classes));
  const byKey = new Map<string, CurrentMaster[]>();
  for (const row of rows) {
    const master = masters.get(row.id);
    if (master !== undefined) byKey.set(row.under, [...(byKey.get(row.under) ?? []), master]);
  }
  return byKey;
}

/** The cards that records without a key were answered to be. */
async function listAnsweredCards(
  tx: Tx,
  scope: StateScope,
  records: readonly RunRecord[],
  answers: ReadonlyMap<number, Answered>,
): Promise<(CardRow & { under: string })[]> {
  const wanted = new Map<string, Set<string>>();
  for (const { seq, class: className, key } of records) {
    const answered = answers.get(seq);
    if (answered === undefined || isUsableKey(key)) continue;
    wanted.set(className, (wanted.get(className) ?? new Set()).add(answered.answer.cardId));
  }
  const rows: (CardRow & { under: string })[] = [];
  for (const [className, ids] of wanted) {
    const found = await listCardsById(tx, [scope.catalogue.classId(className)], [...ids]);
    rows.push(...found.map((row) => ({ ...row, under: row.id })));
  }
  return rows;
}

/** Under what the master of a record is found: its key, or without one the card that it was answered to be. */
export function placeOf(record: RunRecord, answered: Answered | undefined): string {
  return answered === undefined || isUsableKey(record.key) ? masterKey(record) : answered.answer.cardId;
}

function masterKey(record: Pick<RunRecord, 'class' | 'keyAttribute' | 'key'>): string {
  return `${record.class} ${record.keyAttribute} ${record.key}`;
}
