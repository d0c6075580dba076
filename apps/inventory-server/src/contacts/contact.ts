import type { ContactOutcome } from '@popis/inventory-administration';

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
}

/** A contact while it lasts: what is known of it gathers, and its end is recorded once. */
export interface OpenContact {
  readonly requestId: string;
  isFrom(deviceId: string, query: string): void;
  wrote(sections: number): void;
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
  let isOpen = true;
  return {
    requestId: about.requestId,
    isFrom(from, asks) {
      deviceId = from;
      query = asks;
    },
    wrote(sections) {
      writtenSections = sections;
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
      });
    },
  };
}

/** Causes that are answered with a 5xx, as OCS does or its agents understand, though the sender is at fault. */
const SENDERS_CAUSES = new Set(['not-inflatable', 'malformed', 'doctype', 'rate']);

function isOurs(status: number, cause: string): boolean {
  return status >= 500 && !SENDERS_CAUSES.has(cause);
}
