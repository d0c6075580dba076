import { Gauge, type Registry } from '@popis/metrics';
import type { Administration } from '../admin/administration.ts';
import type { Store } from '../store.ts';

/** Tells how things stand at the moment of asking: connections, what is remembered, contacts that were lost. */
export function tellState(
  registry: Registry,
  store: Store,
  { contacts, rawReports }: Pick<Administration, 'contacts' | 'rawReports'>,
): void {
  const gauge = (name: string, help: string, read: () => number) => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  };
  new Gauge({
    name: 'popis_inventory_pool_connections',
    help: 'Connections to the database: in use, at most, and work that waits for one',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [state, count] of Object.entries(store.database.readPool())) {
        this.set({ state }, count);
      }
    },
  });
  new Gauge({
    name: 'popis_inventory_dictionary_words',
    help: 'Words of the software dictionaries that this process remembers',
    labelNames: ['dictionary'],
    registers: [registry],
    collect() {
      for (const [dictionary, { size }] of store.dictionaries) {
        this.set({ dictionary }, size);
      }
    },
  });
  gauge(
    'popis_inventory_remembered_devices',
    'Devices whose digests are kept in memory, on the database of a real OCS server',
    () => store.digestMemory?.size ?? 0,
  );
  gauge(
    'popis_inventory_contacts_dropped',
    'Contacts since the start that the journal could not keep',
    () => contacts.dropped,
  );
  if (rawReports === undefined) {
    return;
  }
  const { keeper } = rawReports;
  gauge(
    'popis_inventory_raw_reports_kept',
    'Reports since the start that were kept as they came',
    () => keeper.kept,
  );
  gauge(
    'popis_inventory_raw_reports_waiting_bytes',
    'Bytes of reports that wait to be kept',
    () => keeper.waitingBytes,
  );
  new Gauge({
    name: 'popis_inventory_raw_reports_dropped',
    help: 'Reports since the start that were not kept: the queue was full, too many were refused, or the store failed',
    labelNames: ['cause'],
    registers: [registry],
    collect() {
      for (const [cause, count] of Object.entries(keeper.dropped)) {
        this.set({ cause }, count);
      }
    },
  });
}
