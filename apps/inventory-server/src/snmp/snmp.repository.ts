import type { Dialect, Statements } from '../database/database.ts';
import type { KeyedRecord } from './snmp-records.ts';

/** Keeps what was found of network devices in our own table. */
export async function upsertRecords(
  statements: Statements,
  dialect: Dialect,
  hardwareId: number,
  records: readonly KeyedRecord[],
): Promise<void> {
  await statements.upsertBatch(
    {
      table: 'snmp_record',
      columns: [
        { name: 'type_name', type: 'text' },
        { name: 'record_key', type: 'text' },
        { name: 'hardware_id', type: 'integer' },
        { name: 'contents', type: 'text' },
      ],
      rows: records.map(({ type, key, contents }) => [type, key, hardwareId, contents]),
    },
    ['type_name', 'record_key'],
    [`lastdate = ${dialect.now}`],
  );
}

/** Keeps one record in the table that a real OCS console made for its type; its unique keys tell which row it is. */
export async function upsertTypeRow(
  statements: Statements,
  table: string,
  columns: readonly string[],
  values: readonly string[],
): Promise<void> {
  await statements.upsertBatch(
    { table, columns: columns.map((name) => ({ name, type: 'text' })), rows: [values] },
    [],
  );
}
