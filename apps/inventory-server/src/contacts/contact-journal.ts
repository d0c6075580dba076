import type { AnswerOf, InputOf, Operations } from '@popis/inventory-administration';
import type { Store } from '../store.ts';
import type { Contact } from './contact.ts';
import { openMemoryJournal } from './memory-journal.ts';
import { openTableJournal } from './table-journal.ts';

export type ContactFilter = InputOf<Operations['listContacts']>['query'];
export type ContactPage = AnswerOf<Operations['listContacts']>;
/** Contacts of an hour that had some, by the Unix hour. */
export interface HourCount {
  unixHour: number;
  answered: number;
  refused: number;
  failed: number;
}
export type FailureCount = AnswerOf<Operations['countFailures']>['items'][number];

/** Where contacts are kept. Recording never waits and never fails: agents are answered whatever becomes of it. */
export interface ContactJournal {
  readonly keptIn: 'database' | 'memory';
  /** Contacts that could not be kept since the start. */
  readonly dropped: number;
  record(contact: Contact): void;
  list(filter: ContactFilter): Promise<ContactPage>;
  countHours(sinceMs: number): Promise<HourCount[]>;
  countFailures(sinceMs: number): Promise<FailureCount[]>;
  close(): Promise<void>;
}

/** In the database where it has our table; a real OCS server's has none and gets none. */
export function openContactJournal(store: Store): ContactJournal {
  return store.catalogue.has('contact') ? openTableJournal(store) : openMemoryJournal();
}
