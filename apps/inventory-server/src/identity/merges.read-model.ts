import type { AnswerOf, InputOf, Operations } from '@popis/inventory-administration';
import { numberOf, readKeyedPage, textOf } from '../admin/keyed-page.read-model.ts';
import { readLocalClock } from '../devices/local-clock.ts';
import type { Store } from '../store.ts';

type MergePage = AnswerOf<Operations['listMerges']>;

/** A page of merges, the latest first; those of one device, or one by its id. */
export async function listMergePage(
  store: Store,
  filter: Partial<InputOf<Operations['listMerges']>['query']> & { limit: number; id?: number },
): Promise<MergePage> {
  const { device, id } = filter;
  const clock = await readLocalClock(store.database);
  return await readKeyedPage(
    store.database.statements,
    {
      columns: `m.id AS id, m.at AS at, m.kept_id AS kept_id, m.kept_deviceid AS kept_deviceid, m.other_id AS other_id,
        m.other_deviceid AS other_deviceid, m.reason AS reason, m.undone AS undone`,
      from: 'device_merge m',
      conditions: [
        ...(device === undefined ? [] : ['(m.kept_id = ? OR m.other_id = ?)']),
        ...(id === undefined ? [] : ['m.id = ?']),
      ],
      values: [...(device === undefined ? [] : [device, device]), ...(id === undefined ? [] : [id])],
      key: 'm.id',
      kind: 'number',
      order: 'descending',
    },
    filter,
    (row) => ({
      id: Number(row.id),
      at: clock(row.at),
      kept: Number(row.kept_id),
      keptDeviceId: String(row.kept_deviceid),
      other: numberOf(row.other_id),
      otherDeviceId: String(row.other_deviceid),
      reason: textOf(row.reason) ?? '',
      undoneAt: clock(row.undone),
    }),
  );
}
