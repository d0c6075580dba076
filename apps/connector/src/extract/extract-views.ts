import type { Extract, ExtractedRange } from './extract.ts';
import type { InventoryDatabase } from './inventory-database.ts';
import { countMastersWithoutId, readMasters, type ViewSelection } from './master-rows.read-model.ts';

/** Reads views in one snapshot of their database. */
export function extractViews(database: InventoryDatabase, selection: ViewSelection): Extract {
  return {
    names: [selection.master, ...selection.slaves].map((view) => view.name),
    notes: [],
    read: () => readViews(database, selection),
    close: async () => {},
  };
}

async function* readViews(
  database: InventoryDatabase,
  selection: ViewSelection,
): AsyncGenerator<ExtractedRange> {
  await database.beginSnapshot();
  const withoutId = await countMastersWithoutId(database, selection.master);
  if (withoutId > 0) {
    const message = `has ${withoutId} rows without an id in its first column`;
    const faults = [{ path: selection.master.name, message }];
    yield { masters: [], rejected: [{ key: {}, faults }], unread: withoutId };
  }
  for await (const masters of readMasters(database, selection)) yield { masters, rejected: [], unread: 0 };
  await database.endSnapshot();
}
