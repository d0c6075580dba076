import { log } from '../logger.ts';
import { readOwnSetting } from '../settings/settings.read-model.ts';
import type { Store } from '../store.ts';
import type { Contact } from './contact.ts';
import type { ContactJournal } from './contact-journal.ts';
import { countContactFailures, countContactHours, listContacts } from './contacts.read-model.ts';
import { deleteContactsBefore, insertContacts } from './contacts.repository.ts';

const WRITE_EVERY_MS = 2_000;
const WRITE_AT = 500;
/** Held while the database is away; what comes beyond is dropped and counted. */
const HELD_AT_MOST = 5_000;
const PURGE_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Keeps contacts in the database, some hundred in one statement, and removes them after POPIS_CONTACT_DAYS. */
export function openTableJournal(store: Store): ContactJournal {
  const { statements } = store.database;
  let held: Contact[] = [];
  let dropped = 0;
  let purgedAtMs = 0;
  let writing = Promise.resolve();
  const timer = setInterval(() => write(), WRITE_EVERY_MS);
  timer.unref();

  /** One after the other. */
  function write(): Promise<void> {
    writing = writing.then(async () => {
      const batch = held;
      held = [];
      try {
        if (batch.length > 0) {
          await insertContacts(statements, batch);
        }
        await purge();
      } catch (error) {
        held = [...batch, ...held].slice(0, HELD_AT_MOST);
        log.warn({ err: error, held: held.length }, 'contacts could not be kept yet');
      }
    });
    return writing;
  }

  async function purge(): Promise<void> {
    const now = Date.now();
    if (now - purgedAtMs < PURGE_EVERY_MS) {
      return;
    }
    purgedAtMs = now;
    const days = await readOwnSetting(statements, 'POPIS_CONTACT_DAYS');
    await deleteContactsBefore(statements, now - days * DAY_MS);
  }

  return {
    keptIn: 'database',
    get dropped() {
      return dropped;
    },
    record(contact) {
      if (held.length >= HELD_AT_MOST) {
        dropped += 1;
        return;
      }
      held.push(contact);
      if (held.length === WRITE_AT) {
        void write();
      }
    },
    async list(filter) {
      await write();
      return await listContacts(statements, filter);
    },
    async countHours(sinceMs) {
      await write();
      return await countContactHours(statements, sinceMs);
    },
    async countFailures(sinceMs) {
      await write();
      return await countContactFailures(statements, sinceMs);
    },
    async close() {
      clearInterval(timer);
      await write();
    },
  };
}
