import type { BatchColumn, Statements } from '../database/database.ts';
import type { Contact } from './contact.ts';

const COLUMNS: readonly BatchColumn[] = [
  { name: 'received_at', type: 'bigint' },
  { name: 'request_id', type: 'text' },
  { name: 'deviceid', type: 'text' },
  { name: 'query', type: 'text' },
  { name: 'outcome', type: 'text' },
  { name: 'status', type: 'integer' },
  { name: 'cause', type: 'text' },
  { name: 'duration_ms', type: 'integer' },
  { name: 'bytes', type: 'integer' },
  { name: 'written_sections', type: 'integer' },
  { name: 'address', type: 'text' },
];

/** Adds contacts to the table `contact`. */
export async function insertContacts(statements: Statements, contacts: readonly Contact[]): Promise<void> {
  await statements.insertBatch({
    table: 'contact',
    columns: COLUMNS,
    rows: contacts.map((contact) => [
      contact.receivedAtMs,
      contact.requestId,
      contact.deviceId?.slice(0, 255) ?? null,
      contact.query ?? null,
      contact.outcome,
      contact.status,
      contact.cause?.slice(0, 50) ?? null,
      contact.durationMs,
      contact.bytes,
      contact.writtenSections,
      contact.address.slice(0, 45),
    ]),
  });
}

/** Removes contacts that came before an instant, in milliseconds since the Unix epoch. */
export async function deleteContactsBefore(statements: Statements, instantMs: number): Promise<void> {
  await statements.query('DELETE FROM contact WHERE received_at < ?', [instantMs]);
}
