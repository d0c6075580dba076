import type { SectionName } from '@popis/inventory-format';
import type { Catalogue, Database } from './database/database.ts';
import { openDatabase } from './database/open-database.ts';
import { backfillIdentifiers } from './identity/backfill-identifiers.ts';
import { removeOldDecisions } from './identity/identity.service.ts';
import { type Dictionaries, openDictionaries } from './inventory/dictionary.ts';
import { type DigestMemory, openDigestMemory } from './inventory/digest-memory.ts';
import { openRunMemory, type RunMemory } from './inventory/run-memory.ts';
import { isOurs, migrateInventory } from './schema/migrate.ts';
import { fitSections, type StoredSection } from './schema/stored-sections.ts';

/** About one KiB each. */
const REMEMBERED_DEVICES = 50_000;
const REMEMBERED_RUNS = 100_000;

/** The inventory database and what is known of it. */
export interface Store {
  database: Database;
  /** Its tables and columns as they stood at start. */
  catalogue: Catalogue;
  sections: ReadonlyMap<SectionName, StoredSection>;
  dictionaries: Dictionaries;
  /** Where a database has no table for digests of sections, as a real OCS server's: they are kept here. */
  digestMemory: DigestMemory | undefined;
  runs: RunMemory;
  /** The database has tables for the identification of devices; a real OCS server's has none, and its own rules hold. */
  keepsIdentity: boolean;
  /** The database has tables for keys of agents; a real OCS server's has none, and only plain agents report there. */
  keepsKeys: boolean;
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
    const keepsIdentity = catalogue.has('identity_decision');
    if (keepsIdentity) {
      await backfillIdentifiers(database);
    }
    const store: Store = {
      database,
      catalogue,
      sections: fitSections(catalogue),
      dictionaries: openDictionaries(words),
      digestMemory: catalogue.has('section_digest') ? undefined : openDigestMemory(REMEMBERED_DEVICES),
      runs: openRunMemory(REMEMBERED_RUNS),
      keepsIdentity,
      keepsKeys: catalogue.has('agent_key'),
      close,
    };
    if (keepsIdentity) {
      await removeOldDecisions(store);
    }
    return store;
  } catch (error) {
    await close();
    throw error;
  }
}
