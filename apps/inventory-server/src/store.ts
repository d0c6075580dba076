import type { SectionName } from '@popis/inventory-format';
import type { Database } from './database/database.ts';
import { openDatabase } from './database/open-database.ts';
import { type Dictionaries, openDictionaries } from './inventory/dictionary.ts';
import { isOurs, migrateInventory } from './schema/migrate.ts';
import { fitSections, type StoredSection } from './schema/stored-sections.ts';

/** The inventory database and what is known of it. */
export interface Store {
  database: Database;
  sections: ReadonlyMap<SectionName, StoredSection>;
  dictionaries: Dictionaries;
  /** The table of section digests is there: the database is ours and not a real OCS server's. */
  hasDigests: boolean;
  close(): Promise<void>;
}

/** Opens the inventory database, brings it up to date if it is ours, and learns its columns. */
export async function openStore(
  url: string,
  maxConnections: number,
  onIdleError: (error: Error) => void,
): Promise<Store> {
  const database = openDatabase(url, maxConnections, onIdleError);
  // Apart from the pool of reports: they wait for it while they hold a connection each.
  const words = openDatabase(url, 1, onIdleError);
  const close = async () => {
    await Promise.all([database.close(), words.close()]);
  };
  try {
    if (isOurs(await database.readCatalogue())) {
      await migrateInventory(url);
    }
    const catalogue = await database.readCatalogue();
    return {
      database,
      sections: fitSections(catalogue),
      dictionaries: openDictionaries(words),
      hasDigests: catalogue.has('section_digest'),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
