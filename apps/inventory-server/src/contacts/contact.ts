import type { ContactOutcome } from '@popis/inventory-administration';

/**
 * How the device of an inventory was found: it was `known` and spoke as before; its hardware was looked at and it was the
 * `same`, a `new` one, one of two that were `merged`, or one to `review`; or OCS's own rules decided.
 */
export type Identification = 'known' | 'same' | 'new' | 'merged' | 'review' | 'as OCS';

/** What an inventory was stored as. */
export interface StoredAs {
  hardwareId: number;
  identification: Identification;
}

/** One contact of an agent, as it ended. */
export interface Contact {
  /** Milliseconds since the Unix epoch. */
  receivedAtMs: number;
  requestId: string;
  /** Whom the report says that it is from; absent where it could not be read. */
  deviceId: string | undefined;
  query: string | undefined;
  outcome: ContactOutcome;
  status: number;
  /** Why it was refused or failed, in a word. */
  cause: string | undefined;
  durationMs: number;
  bytes: number;
  writtenSections: number;
  address: string;
  /** Of an inventory that was stored. */
  storedAs?: StoredAs | undefined;
  /** What else the log is to tell of it: no value of a report. */
  notes?: Readonly<Record<string, unknown>> | undefined;
}

/** A contact while it lasts: what is known of it gathers, and its end is recorded once. */
export interface OpenContact {
  readonly requestId: string;
  isFrom(deviceId: string, query: string): void;
  wrote(sections: number, storedAs?: StoredAs): void;
  /** Adds to what the log tells of it: no value of a report. */
  note(facts: Readonly<Record<string, unknown>>): void;
  /** Without a cause it was answered as asked. */
  end(status: number, cause?: string): void;
}

/** Begins a contact; whoever ends it first says how it ended. */
export function openContact(
  about: { requestId: string; address: string; bytes: number },
  record: (contact: Contact) => void,
): OpenContact {
  const startedAt = performance.now();
  const receivedAtMs = Date.now();
  let deviceId: string | undefined;
  let query: string | undefined;
  let writtenSections = 0;
  let storedAs: StoredAs | undefined;
  let notes: Readonly<Record<string, unknown>> | undefined;
  let isOpen = true;
  return {
    requestId: about.requestId,
    isFrom(from, asks) {
      deviceId = from;
      query = asks;
    },
    wrote(sections, stored) {
      writtenSections = sections;
      storedAs = stored;
    },
    note(facts) {
      notes = { ...notes, ...facts };
    },
    end(status, cause) {
      if (!isOpen) {
        return;
      }
      isOpen = false;
      const durationMs = Math.round(performance.now() - startedAt);
      const outcome = cause === undefined ? 'answered' : isOurs(status, cause) ? 'failed' : 'refused';
      record({
        ...about,
        receivedAtMs,
        deviceId,
        query,
        outcome,
        status,
        cause,
        durationMs,
        writtenSections,
        storedAs,
        notes,
      });
    },
  };
}

/** Causes that are answered with a 5xx, as OCS does or its agents understand, though the sender is at fault. */
const SENDERS_CAUSES = new Set(['not-inflatable', 'malformed', 'doctype', 'rate']);

function isOurs(status: number, cause: string): boolean {
  return status >= 500 && !SENDERS_CAUSES.has(cause);
}
