import { Counter, Histogram, type Registry, SECONDS } from '@popis/metrics';
import type { Contact } from '../contacts/contact.ts';

/** What a report may ask; the parsers let no other through, and this holds even if one did. */
const QUERIES = new Set(['PROLOG', 'INVENTORY', 'NOTIFY', 'DOWNLOAD', 'UPDATE', 'SNMP']);
const WORD = /^[a-z-]{1,30}$/;

/** Counts contacts as they end; gives what is to be told of each. */
export function countContacts(registry: Registry): (contact: Contact) => void {
  const registers = [registry];
  const total = new Counter({
    name: 'popis_inventory_contacts_total',
    help: 'Contacts of agents that ended, by what they asked, how they ended, and why not as asked',
    labelNames: ['query', 'outcome', 'cause'],
    registers,
  });
  const duration = new Histogram({
    name: 'popis_inventory_contact_duration_seconds',
    help: 'How long contacts of agents took, waiting included',
    labelNames: ['query', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  const bytes = new Counter({
    name: 'popis_inventory_received_bytes_total',
    help: 'Bytes of reports as they came',
    registers,
  });
  const sections = new Counter({
    name: 'popis_inventory_written_sections_total',
    help: 'Sections of inventories that were written because they had changed',
    registers,
  });
  const identified = new Counter({
    name: 'popis_inventory_identifications_total',
    help: 'Inventories that were stored, by how their device was found',
    labelNames: ['outcome'],
    registers,
  });
  return (contact) => {
    const { outcome, cause = '' } = contact;
    const query = contact.query === undefined ? '' : QUERIES.has(contact.query) ? contact.query : 'other';
    total.inc({ query, outcome, cause: cause === '' || WORD.test(cause) ? cause : 'other' });
    duration.observe({ query, outcome }, contact.durationMs / 1000);
    bytes.inc(contact.bytes);
    if (contact.writtenSections > 0) {
      sections.inc(contact.writtenSections);
    }
    if (contact.storedAs !== undefined) {
      identified.inc({ outcome: contact.storedAs.identification });
    }
  };
}
