import type { AttributeDefinition } from '@popis/model';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { idHeading } from '../exports/export-columns.ts';
import type { Tx } from '../platform/database/database.ts';
import { type DecidedRow, decideRow } from './decide-row.ts';
import { findCardsByKey, findReferenced } from './import-cards.read-model.ts';
import type { ImportJob, PendingRow } from './import-job.ts';
import { type ReadCells, readCells } from './read-cells.ts';

/** Decides about a batch of rows against the cards as they are; the number of statements does not depend on the number of rows. */
export async function decideRows(
  tx: Tx,
  catalogue: StoredCatalogue,
  job: ImportJob,
  rows: readonly PendingRow[],
): Promise<DecidedRow[]> {
  const className = catalogue.className(job.classId);
  const attributes = new Map(catalogue.getClass(className).attributes.map((each) => [each.name, each]));
  const read = rows.map((row) => readCells(attributes, job.columns, row.cells));
  const key = job.key.map((name) => (name === idHeading ? undefined : attributes.get(name)));
  const keys = [...new Set(rows.flatMap((row) => row.key ?? []))];
  const found = key.length === 0 ? new Map() : await findCardsByKey(tx, catalogue, className, key, keys);
  const referenced = await readReferenced(tx, catalogue, className, attributes, read);
  return rows.map((row, index) =>
    decideRow(catalogue, {
      className,
      mode: job.mode,
      columns: job.columns,
      row,
      read: read[index] ?? readCells(attributes, [], []),
      matches: found.get(row.key ?? '') ?? [],
      referenced,
    }),
  );
}

async function readReferenced(
  tx: Tx,
  catalogue: StoredCatalogue,
  className: string,
  attributes: ReadonlyMap<string, AttributeDefinition>,
  read: readonly ReadCells[],
): Promise<Map<string, Map<string, string[]>>> {
  const referenced = new Map<string, Map<string, string[]>>();
  for (const { name, domain, direction } of catalogue.references(className)) {
    if (!attributes.has(name)) continue;
    const texts = new Set(read.flatMap((row) => row.references[name] ?? []));
    const ends = direction === 'directed' ? domain.target : domain.source;
    referenced.set(name, await findReferenced(tx, catalogue, ends, [...texts]));
  }
  return referenced;
}
