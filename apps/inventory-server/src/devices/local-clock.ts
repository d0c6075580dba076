import type { Database } from '../database/database.ts';

const QUARTER_HOUR_MS = 900_000;

/** Turns the local times that OCS stores, which name no time zone, into instants. */
export type LocalClock = (local: string | number | null | undefined) => string | null;

/**
 * Learns from the database how far its local time is from UTC now. A time that was stored before the clocks were last
 * put forward or back is an hour off: nothing says which zone it was.
 */
export async function readLocalClock({ statements, dialect }: Database): Promise<LocalClock> {
  const [row] = await statements.query(`SELECT ${dialect.now} AS local_now`);
  const ahead = Date.parse(toUtcText(String(row?.local_now))) - Date.now();
  const offsetMs = Math.round(ahead / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
  return (local) => toInstant(local, offsetMs);
}

/** OCS writes 0000-00-00 for a time that nobody told. */
export function toInstant(local: string | number | null | undefined, offsetMs: number): string | null {
  const ms = typeof local === 'string' ? Date.parse(toUtcText(local)) : Number.NaN;
  return Number.isNaN(ms) ? null : new Date(ms - offsetMs).toISOString();
}

function toUtcText(local: string): string {
  return `${local.slice(0, 19).replace(' ', 'T')}Z`;
}
