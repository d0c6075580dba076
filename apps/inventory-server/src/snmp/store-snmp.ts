import type { SnmpRequest } from '@popis/inventory-format';
import { listParameters, readPrologContext } from '../prolog/prolog.read-model.ts';
import type { Store } from '../store.ts';
import { asksNetworkDevices } from './order-snmp.ts';
import { listReconciledLabels } from './snmp.read-model.ts';
import { upsertRecords, upsertTypeRow } from './snmp.repository.ts';
import { fitRecord, isTypeName, keyRecords } from './snmp-records.ts';

/**
 * Keeps what a device found of network devices; gives how many records were kept. In a real OCS database each type has its
 * table, made by the console at any time; ours keeps all in one. What names no known type is left out.
 */
export async function storeSnmp(store: Store, request: SnmpRequest): Promise<number> {
  const { database } = store;
  const [{ settings, device }, parameters] = await Promise.all([
    readPrologContext(store, request.deviceId),
    listParameters(store, request.deviceId),
  ]);
  const hasTypes = store.catalogue.has('snmp_types');
  if (device === undefined || !hasTypes || !asksNetworkDevices(settings, parameters)) {
    return 0;
  }
  const labels = await listReconciledLabels(database.statements);
  const lock = `device:${request.deviceId}`;
  if (store.catalogue.has('snmp_record')) {
    const records = keyRecords(request.records, labels);
    if (records.length > 0) {
      await database.transaction(lock, (statements) =>
        upsertRecords(statements, database.dialect, device.id, records),
      );
    }
    return records.length;
  }
  const rows = await listTypeRows(store, request, labels);
  await database.transaction(lock, async (statements) => {
    for (const { table, columns, values } of rows) {
      await upsertTypeRow(statements, table, columns, values);
    }
  });
  return rows.length;
}

async function listTypeRows(
  store: Store,
  request: SnmpRequest,
  labels: ReadonlyMap<string, readonly string[]>,
): Promise<{ table: string; columns: string[]; values: string[] }[]> {
  const tables = (await store.database.readCatalogue()) ?? new Map();
  return request.records.flatMap(({ type, row }) => {
    const known = labels.has(type) && isTypeName(type) ? tables.get(type.toLowerCase()) : undefined;
    const fitted = fitRecord(row, known ?? new Map());
    return fitted.columns.length === 0 ? [] : [{ table: type, ...fitted }];
  });
}
