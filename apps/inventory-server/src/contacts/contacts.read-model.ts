import { CONTACT_OUTCOMES, type ContactAnswer, type ContactOutcome } from '@popis/inventory-administration';
import { readCursor, writeCursor } from '../admin/cursor.ts';
import type { Row, SqlValue, Statements } from '../database/database.ts';
import type { ContactFilter, ContactPage, FailureCount, HourCount } from './contact-journal.ts';

/** A page of contacts, the latest first. */
export async function listContacts(statements: Statements, filter: ContactFilter): Promise<ContactPage> {
  const conditions = ['1 = 1'];
  const values: SqlValue[] = [];
  const given = [
    ['c.deviceid', filter.deviceId],
    ['c.query', filter.query],
    ['c.outcome', filter.outcome],
    ['c.cause', filter.cause],
  ] as const;
  for (const [column, value] of given) {
    if (value !== undefined) {
      conditions.push(`${column} = ?`);
      values.push(value);
    }
  }
  const where = conditions.join(' AND ');
  const [counted] = await statements.query(`SELECT COUNT(*) AS n FROM contact c WHERE ${where}`, values);
  const before = readCursor(filter.cursor, ['number'])?.[0];
  const rows = await statements.query(
    `SELECT c.id AS id, c.received_at AS received_at, c.request_id AS request_id, c.deviceid AS deviceid,
       c.query AS query, c.outcome AS outcome, c.status AS status, c.cause AS cause, c.duration_ms AS duration_ms,
       c.bytes AS bytes, c.written_sections AS written_sections, c.address AS address
     FROM contact c WHERE ${where}${before === undefined ? '' : ' AND c.id < ?'} ORDER BY c.id DESC LIMIT ?`,
    [...values, ...(before === undefined ? [] : [before]), String(filter.limit + 1)],
  );
  const items = rows.slice(0, filter.limit).map(toContact);
  const last = items.at(-1);
  const next = rows.length > items.length && last !== undefined ? writeCursor([last.id]) : null;
  return { items, total: Number(counted?.n), next };
}

function toContact(row: Row): ContactAnswer {
  return {
    id: Number(row.id),
    at: toInstant(row.received_at),
    requestId: String(row.request_id),
    deviceId: toText(row.deviceid),
    query: toText(row.query),
    outcome: toOutcome(row.outcome),
    status: Number(row.status),
    cause: toText(row.cause),
    durationMs: Number(row.duration_ms),
    bytes: Number(row.bytes),
    writtenSections: Number(row.written_sections),
    address: toText(row.address),
  };
}

/** Hours that had contacts, and how these ended. */
export async function countContactHours(statements: Statements, sinceMs: number): Promise<HourCount[]> {
  const rows = await statements.query(
    `SELECT FLOOR(c.received_at / 3600000) AS unix_hour, c.outcome AS outcome, COUNT(*) AS n
     FROM contact c WHERE c.received_at >= ? GROUP BY FLOOR(c.received_at / 3600000), c.outcome`,
    [sinceMs],
  );
  const hours = new Map<number, HourCount>();
  for (const row of rows) {
    const unixHour = Number(row.unix_hour);
    const hour = hours.get(unixHour) ?? { unixHour, answered: 0, refused: 0, failed: 0 };
    hour[toOutcome(row.outcome)] = Number(row.n);
    hours.set(unixHour, hour);
  }
  return [...hours.values()];
}

/** Contacts with a cause, the most frequent first. */
export async function countContactFailures(statements: Statements, sinceMs: number): Promise<FailureCount[]> {
  const rows = await statements.query(
    `SELECT c.outcome AS outcome, c.cause AS cause, COUNT(*) AS n, COUNT(DISTINCT c.deviceid) AS devices,
       MAX(c.received_at) AS last_at
     FROM contact c WHERE c.received_at >= ? AND c.cause IS NOT NULL
     GROUP BY c.outcome, c.cause ORDER BY n DESC, c.cause`,
    [sinceMs],
  );
  return rows.map((row) => ({
    outcome: toOutcome(row.outcome),
    cause: String(row.cause),
    contacts: Number(row.n),
    devices: Number(row.devices),
    lastAt: toInstant(row.last_at),
  }));
}

function toOutcome(value: string | number | null | undefined): ContactOutcome {
  return CONTACT_OUTCOMES.find((outcome) => outcome === value) ?? 'failed';
}

function toInstant(value: string | number | null | undefined): string {
  return new Date(Number(value)).toISOString();
}

function toText(value: string | number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
