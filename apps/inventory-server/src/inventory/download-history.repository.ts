import type { Statements } from '../database/database.ts';

/** Ids of packages as OCS keeps them: the instants of their making, so whole numbers. */
export function readHistoryIds(ids: readonly string[]): number[] {
  const numbers = new Set<number>();
  for (const id of ids) {
    if (/^\d{1,10}$/.test(id) && Number(id) <= 2_147_483_647) {
      numbers.add(Number(id));
    }
  }
  return [...numbers].sort((left, right) => left - right);
}

/** Makes a device's history of deployed packages what its agent sent. */
export async function writeDownloadHistory(
  statements: Statements,
  deviceId: number,
  packageIds: readonly number[],
): Promise<void> {
  const pending: Promise<unknown>[] = [
    statements.query('DELETE FROM download_history WHERE hardware_id = ?', [deviceId]),
  ];
  if (packageIds.length > 0) {
    pending.push(
      statements.insertBatch({
        table: 'download_history',
        columns: [
          { name: 'hardware_id', type: 'integer' },
          { name: 'pkg_id', type: 'integer' },
        ],
        rows: packageIds.map((id) => [deviceId, id]),
      }),
    );
  }
  await Promise.all(pending);
}
