import { log } from '../logger.ts';
import type { Contact } from './contact.ts';

/** Writes the one line that each contact has; of the device it tells the number only, and of the report nothing. */
export function logContact(contact: Contact): void {
  const line = toLogLine(contact);
  if (contact.outcome === 'answered') {
    log.info(line, 'contact answered');
  } else {
    log.warn(line, contact.outcome === 'refused' ? 'contact refused' : 'contact failed');
  }
}

/** What the log tells of a contact. */
export function toLogLine(contact: Contact): Record<string, unknown> {
  const { requestId, query, outcome, status, cause, durationMs, bytes, writtenSections, address } = contact;
  const { storedAs, notes } = contact;
  return {
    requestId,
    query,
    outcome,
    status,
    cause,
    ms: durationMs,
    bytes,
    address: outcome === 'answered' ? undefined : address.slice(0, 50),
    writtenSections: query === 'INVENTORY' ? writtenSections : undefined,
    ...storedAs,
    ...notes,
  };
}
