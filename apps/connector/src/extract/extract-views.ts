import { findChanged, toKept, toMarks } from './change-marks.ts';
import type { Extract, ExtractedRange, Marks } from './extract.ts';
import type { InventoryDatabase } from './inventory-database.ts';
import {
  countMastersWithoutId,
  readMarkRows,
  readMasters,
  readMastersOf,
  type ViewSelection,
} from './master-rows.read-model.ts';

/** Reads views in one snapshot of their database. */
export function extractViews(
  database: InventoryDatabase,
  selection: ViewSelection,
  missingMarks: string,
): Extract {
  const { master, slaves, marks, wanted } = selection;
  return {
    names: [master, ...slaves].map((view) => view.name),
    notes: [],
    marks: marks === undefined ? { missing: missingMarks } : 'there',
    asked: [...(wanted ?? [])].map(([view, { column, spellings }]) => [view, column, ...spellings.values()]),
    read: (since) => readViews(database, selection, since),
    close: async () => {},
  };
}

async function* readViews(
  database: InventoryDatabase,
  selection: ViewSelection,
  since: Marks | undefined,
): AsyncGenerator<ExtractedRange> {
  await database.beginSnapshot();
  const marks = selection.marks && toMarks(await readMarkRows(database, selection.marks));
  const changed = marks && since && findChanged(marks, since);
  if (marks !== undefined) {
    const marked = { kept: toKept(marks), masters: marks.marks.size, changed: changed?.length };
    yield { masters: [], rejected: [], unread: 0, marked };
  }
  const withoutId = await countMastersWithoutId(database, selection.master);
  if (withoutId > 0) {
    const message = `has ${withoutId} rows without an id in its first column`;
    const faults = [{ path: selection.master.name, message }];
    yield { masters: [], rejected: [{ key: {}, faults }], unread: withoutId };
  }
  const ranges =
    changed === undefined ? readMasters(database, selection) : readMastersOf(database, selection, changed);
  for await (const masters of ranges) yield { masters, rejected: [], unread: 0 };
  await database.endSnapshot();
}
