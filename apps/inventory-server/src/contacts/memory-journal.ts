import type { ContactAnswer } from '@popis/inventory-administration';
import { readCursor, writeCursor } from '../admin/cursor.ts';
import type { Contact } from './contact.ts';
import type { ContactJournal, FailureCount, HourCount } from './contact-journal.ts';

/** About 300 bytes each. */
const REMEMBERED = 20_000;
const HOUR_MS = 3_600_000;

interface Remembered extends Contact {
  id: number;
}

/** Keeps the latest contacts until the process ends. */
export function openMemoryJournal(remembered = REMEMBERED): ContactJournal {
  // By number, oldest first; the oldest goes when it is full.
  const contacts = new Map<number, Remembered>();
  let last = 0;
  return {
    keptIn: 'memory',
    dropped: 0,
    record(contact) {
      last += 1;
      contacts.set(last, { ...contact, id: last });
      contacts.delete(last - remembered);
    },
    async list(filter) {
      const before = readCursor(filter.cursor, ['number'])?.[0] ?? Number.POSITIVE_INFINITY;
      const fitting = [...contacts.values()]
        .reverse()
        .filter(
          (contact) =>
            (filter.deviceId ?? contact.deviceId) === contact.deviceId &&
            (filter.query ?? contact.query) === contact.query &&
            (filter.outcome ?? contact.outcome) === contact.outcome &&
            (filter.cause ?? contact.cause) === contact.cause,
        );
      const rest = fitting.filter((contact) => contact.id < before);
      const page = rest.slice(0, filter.limit);
      const end = page.at(-1);
      const next = rest.length > page.length && end !== undefined ? writeCursor([end.id]) : null;
      return { items: page.map(toAnswer), total: fitting.length, next };
    },
    async countHours(sinceMs) {
      const hours = new Map<number, HourCount>();
      for (const contact of contacts.values()) {
        if (contact.receivedAtMs >= sinceMs) {
          const unixHour = Math.floor(contact.receivedAtMs / HOUR_MS);
          const hour = hours.get(unixHour) ?? { unixHour, answered: 0, refused: 0, failed: 0 };
          hour[contact.outcome] += 1;
          hours.set(unixHour, hour);
        }
      }
      return [...hours.values()];
    },
    countFailures: async (sinceMs) => countFailures([...contacts.values()], sinceMs),
    close: async () => undefined,
  };
}

function countFailures(contacts: readonly Contact[], sinceMs: number): FailureCount[] {
  const counts = new Map<string, FailureCount & { known: Set<string> }>();
  for (const { outcome, cause, deviceId, receivedAtMs } of contacts) {
    if (cause === undefined || receivedAtMs < sinceMs) {
      continue;
    }
    const key = `${outcome} ${cause}`;
    const count = counts.get(key) ?? {
      outcome,
      cause,
      contacts: 0,
      devices: 0,
      lastAt: '',
      known: new Set(),
    };
    count.contacts += 1;
    if (deviceId !== undefined) {
      count.known.add(deviceId);
    }
    count.lastAt = new Date(receivedAtMs).toISOString();
    counts.set(key, count);
  }
  const failures = [...counts.values()].map(({ known, ...count }) => ({ ...count, devices: known.size }));
  return failures.sort((one, other) => other.contacts - one.contacts);
}

function toAnswer(contact: Remembered): ContactAnswer {
  const { receivedAtMs, deviceId, query, cause, storedAs: _as, notes: _notes, ...rest } = contact;
  return {
    ...rest,
    at: new Date(receivedAtMs).toISOString(),
    deviceId: deviceId ?? null,
    query: query ?? null,
    cause: cause ?? null,
  };
}
